INSERT INTO t (oid, rowid, _rowid_, v) VALUES (5, 'x', 'y', 'a'), (40, 'z', 'q', 'b');
