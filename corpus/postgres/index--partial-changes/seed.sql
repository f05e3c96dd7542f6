INSERT INTO t VALUES (1, 'a'), (20, 'b');
