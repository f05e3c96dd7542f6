CREATE SCHEMA s;
CREATE TABLE t (id integer);
