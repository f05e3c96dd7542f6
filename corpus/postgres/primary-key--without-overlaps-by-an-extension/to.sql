CREATE TABLE u (id integer);
CREATE EXTENSION btree_gist;
CREATE TABLE r (id integer, during daterange, v integer, PRIMARY KEY (id, during WITHOUT OVERLAPS), UNIQUE (v, during WITHOUT OVERLAPS));
