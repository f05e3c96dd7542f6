CREATE TABLE t (id integer);
CREATE UNIQUE INDEX t_id ON t (id);
