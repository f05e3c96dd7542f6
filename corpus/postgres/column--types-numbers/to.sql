CREATE TABLE t (id integer, a smallint, b integer, c bigint, d numeric, e numeric(7), f numeric(7, 3), g real, h double precision, i money, j boolean, k oid);
