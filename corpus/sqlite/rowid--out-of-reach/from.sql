CREATE TABLE t (rowid text, oid text, _rowid_ text, v text);
