CREATE TABLE t (id integer, CONSTRAINT once UNIQUE (id));
