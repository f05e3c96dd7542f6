CREATE TABLE t (id integer, a int4range, b int8range, c numrange, d tsrange, e tstzrange, f daterange);
