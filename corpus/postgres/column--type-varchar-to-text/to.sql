CREATE TABLE t (id integer, v text, w varchar);
