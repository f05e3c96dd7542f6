CREATE TABLE t (id integer PRIMARY KEY, p_id integer);
