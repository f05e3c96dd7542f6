CREATE TABLE t (id integer, v varchar(200), n decimal(8, 3));
