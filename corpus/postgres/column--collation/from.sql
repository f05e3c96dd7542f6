CREATE TABLE t (id integer, v text, w varchar(9) COLLATE "C");
