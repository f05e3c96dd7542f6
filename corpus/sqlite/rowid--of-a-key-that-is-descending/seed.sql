INSERT INTO t (rowid, id, v) VALUES (5, 100, 'a'), (40, 50, 'b');
