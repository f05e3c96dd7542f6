CREATE TABLE t (id integer, v text DEFAULT NULL, n varchar(5) DEFAULT NULL);
