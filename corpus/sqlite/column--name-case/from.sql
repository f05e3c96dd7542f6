CREATE TABLE t (id integer, V text);
