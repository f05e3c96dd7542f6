CREATE TABLE t (id integer, v varchar(10), w char(3));
