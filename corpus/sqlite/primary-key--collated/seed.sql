INSERT INTO t VALUES ('a', '1'), ('B', '2');
