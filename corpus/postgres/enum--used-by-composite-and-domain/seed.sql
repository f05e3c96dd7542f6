INSERT INTO t VALUES (1, '(ok,1)', 'ok');
