CREATE TABLE t (id integer, CONSTRAINT second_name PRIMARY KEY (id));
