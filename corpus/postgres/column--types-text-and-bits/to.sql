CREATE TABLE t (id integer, a char, b char(7), c varchar, d varchar(7), e text, f bytea, g bit, h bit(3), i bit varying, j bit varying(9), k name, l "char");
