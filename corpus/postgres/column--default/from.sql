CREATE TABLE t (id integer, v text, w integer DEFAULT 1);
