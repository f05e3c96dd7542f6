CREATE TABLE t (id integer);
CREATE TABLE w (id integer);
