CREATE TABLE t (id integer, day date, name varchar(9));
