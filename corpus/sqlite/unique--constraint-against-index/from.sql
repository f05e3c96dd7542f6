CREATE TABLE t (id integer, v text);
CREATE UNIQUE INDEX once ON t (v);
