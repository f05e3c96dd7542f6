CREATE TABLE t (id integer, v numeric(5, 2), w numeric);
