CREATE TABLE t (id integer, v text NOT NULL DEFAULT 'x');
