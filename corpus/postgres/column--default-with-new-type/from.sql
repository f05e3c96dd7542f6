CREATE TABLE t (id integer, v integer DEFAULT 1);
