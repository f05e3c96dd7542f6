CREATE TABLE t (id INTEGER, v varchar(10), n decimal(10,2));
