CREATE TABLE t (id integer, v text DEFAULT 'x', w integer DEFAULT 2);
