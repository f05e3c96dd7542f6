CREATE TABLE t (id integer PRIMARY KEY, v integer NOT NULL);
CREATE UNIQUE INDEX t_v ON t (v);
