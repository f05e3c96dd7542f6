CREATE TABLE t (id integer, v text, CONSTRAINT once UNIQUE (v));
