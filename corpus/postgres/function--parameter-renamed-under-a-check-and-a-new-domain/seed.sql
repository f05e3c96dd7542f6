INSERT INTO people (id, word) VALUES (1, 'a');
