CREATE TABLE t (id integer, n text UNIQUE);
CREATE VIRTUAL TABLE v USING fts5(a);
