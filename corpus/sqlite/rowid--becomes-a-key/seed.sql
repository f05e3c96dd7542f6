INSERT INTO t (rowid, v) VALUES (5, 'a'), (40, 'b');
