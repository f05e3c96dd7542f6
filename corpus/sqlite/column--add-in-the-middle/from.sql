CREATE TABLE t (id integer, z text);
