INSERT INTO t (id, price) VALUES (1, 10), (2, 7);
