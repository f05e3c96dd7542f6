INSERT INTO t (rowid, v, n) VALUES (5, 'a', 1), (40, 'b', 2), (-3, 'c', 3);
