INSERT INTO t (id, j) VALUES (1, '{}');
