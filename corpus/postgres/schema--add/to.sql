CREATE TABLE t (id integer);
CREATE SCHEMA sales;
