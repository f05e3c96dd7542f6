INSERT INTO t (id, at) VALUES (1, 'a');
