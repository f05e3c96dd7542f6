CREATE TABLE t (id integer, v text);
CREATE UNIQUE INDEX before ON t (v);
