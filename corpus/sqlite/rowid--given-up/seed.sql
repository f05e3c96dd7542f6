INSERT INTO t (k, v) VALUES ('b', '1'), ('a', '2');
