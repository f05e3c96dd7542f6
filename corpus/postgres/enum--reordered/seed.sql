INSERT INTO t VALUES (1, 'ok', '{happy,ok}'), (2, 'sad', NULL);
