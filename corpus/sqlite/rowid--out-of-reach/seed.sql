INSERT INTO t (rowid, oid, _rowid_, v) VALUES ('x', 'y', 'z', 'a');
