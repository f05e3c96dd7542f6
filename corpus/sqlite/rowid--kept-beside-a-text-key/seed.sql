INSERT INTO t (rowid, k, n) VALUES (5, 'a', 1), (40, 'b', 2);
