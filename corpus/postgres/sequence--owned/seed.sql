INSERT INTO t VALUES (1);
SELECT setval('s', 41);
