CREATE TABLE t (id integer, v text COLLATE "C", w varchar(9) COLLATE "POSIX");
