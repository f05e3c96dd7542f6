CREATE TABLE t (id integer);
CREATE UNIQUE INDEX once ON t (id);
