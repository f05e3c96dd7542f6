CREATE TABLE t (id integer, a integer, b numeric, c boolean, d text, e jsonb, f text[], g interval, h bytea, i date, j double precision, k bit(4));
