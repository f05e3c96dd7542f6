CREATE TABLE t (id integer, v text COMPRESSION pglz);
