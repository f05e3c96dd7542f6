INSERT INTO t VALUES (1, 'a', 'xy', '2020-01-01');
