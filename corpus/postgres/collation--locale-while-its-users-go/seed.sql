INSERT INTO people (id, c) VALUES (1, 'a');
