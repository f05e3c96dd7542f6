INSERT INTO near (id, note, own) VALUES (1, 'a', true);
