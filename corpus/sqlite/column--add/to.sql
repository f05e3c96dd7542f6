CREATE TABLE t (id integer, v text DEFAULT 'x', n integer NOT NULL DEFAULT 0);
