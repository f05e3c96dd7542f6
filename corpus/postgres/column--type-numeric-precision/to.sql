CREATE TABLE t (id integer, v numeric(8, 2), w numeric(10));
