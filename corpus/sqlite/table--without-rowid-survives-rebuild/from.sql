CREATE TABLE t (a text, b integer, v text, PRIMARY KEY (a, b DESC)) WITHOUT ROWID;
