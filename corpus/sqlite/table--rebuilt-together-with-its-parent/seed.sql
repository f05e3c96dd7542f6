INSERT INTO p VALUES (1, 'x');
INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 1);
