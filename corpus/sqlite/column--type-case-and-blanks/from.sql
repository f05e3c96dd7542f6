CREATE TABLE t (id integer, v VARCHAR ( 10 ), n DECIMAL(10 , 2));
