CREATE TABLE t (id integer, v text NOT NULL, w integer NOT NULL);
