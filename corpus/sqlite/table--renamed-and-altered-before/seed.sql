INSERT INTO t (id, "the value") VALUES (1, 'a');
