CREATE TABLE t (id integer, v text);
CREATE TABLE m (x integer);
