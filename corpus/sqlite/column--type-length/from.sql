CREATE TABLE t (id integer, v varchar(10), n decimal(5, 2));
