CREATE TABLE t (id integer, v text);
CREATE UNIQUE INDEX after ON t (v);
