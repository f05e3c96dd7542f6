CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE TABLE u (id integer PRIMARY KEY, v text);
CREATE PUBLICATION p FOR TABLE t, u;
