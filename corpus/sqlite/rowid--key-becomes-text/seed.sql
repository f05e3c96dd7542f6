INSERT INTO t (id, v) VALUES (5, 'a'), (40, 'b');
