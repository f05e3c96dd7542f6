INSERT INTO events VALUES (1, '2030-05-05', 'a');
