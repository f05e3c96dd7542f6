CREATE TABLE t (id integer);
CREATE EXTENSION citext;
