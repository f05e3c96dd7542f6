CREATE TABLE t (id integer, v text);
CREATE UNIQUE INDEX t_v ON t (v);
