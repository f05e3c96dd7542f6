INSERT INTO p VALUES (1, 'a'), (150, 'b');
