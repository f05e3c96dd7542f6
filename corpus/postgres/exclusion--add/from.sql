CREATE TABLE t (id integer, during tsrange);
