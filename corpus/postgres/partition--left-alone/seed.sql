INSERT INTO p VALUES (1, 'a'), (120, 'a');
