INSERT INTO t (oid, v, n) VALUES (5, 'a', 1), (40, 'b', 2);
