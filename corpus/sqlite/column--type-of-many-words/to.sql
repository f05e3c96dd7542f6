CREATE TABLE t (id integer, a unsigned big int, b native character(70), c double precision, d my_own_type);
