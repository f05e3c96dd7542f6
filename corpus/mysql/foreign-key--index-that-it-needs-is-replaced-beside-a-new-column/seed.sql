INSERT INTO people (id, boss) VALUES (1, NULL), (2, 1), (3, 2);
