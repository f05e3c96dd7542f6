INSERT INTO people (id, number) VALUES (1, 2);
INSERT INTO orders (id) VALUES (1);
