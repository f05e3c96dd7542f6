INSERT INTO t VALUES (4, 'a'), (9, 'b');
