INSERT INTO t VALUES (1, 2);
SELECT setval('s', 41);
