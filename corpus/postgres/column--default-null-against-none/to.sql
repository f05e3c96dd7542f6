CREATE TABLE t (id integer, v text, n varchar(5));
