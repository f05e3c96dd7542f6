CREATE TABLE t (rowid text, "_ROWID_" text, v text);
