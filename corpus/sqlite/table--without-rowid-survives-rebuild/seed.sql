INSERT INTO t VALUES ('x', 1, 'a'), ('x', 2, 'b');
