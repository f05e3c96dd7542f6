INSERT INTO t (id, day, name) VALUES (1, '2024-02-29', 'a'), (2, NULL, NULL);
