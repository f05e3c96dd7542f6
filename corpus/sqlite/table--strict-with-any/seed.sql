INSERT INTO t VALUES (1, '007', 1), (2, 7, 2), (3, x'00', 3);
