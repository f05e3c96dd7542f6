CREATE TABLE t (a text, b integer, v text NOT NULL, PRIMARY KEY (a, b DESC)) WITHOUT ROWID;
