INSERT INTO t (id, w) VALUES (1, 'a');
