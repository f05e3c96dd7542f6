INSERT INTO t VALUES (7, 'a'), (9, 'b');
DELETE FROM t WHERE id = 9;
