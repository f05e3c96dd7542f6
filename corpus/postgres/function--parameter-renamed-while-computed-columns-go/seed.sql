INSERT INTO people (id, number) VALUES (1, 2);
