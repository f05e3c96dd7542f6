CREATE TABLE t (v text, n integer, rowid text UNIQUE);
