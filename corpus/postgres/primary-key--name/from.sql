CREATE TABLE t (id integer, CONSTRAINT first_name PRIMARY KEY (id));
