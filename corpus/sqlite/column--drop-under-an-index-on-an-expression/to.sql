CREATE TABLE t (id integer, v text);
CREATE INDEX t_v ON t (v);
