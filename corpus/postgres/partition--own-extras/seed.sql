INSERT INTO p (id, v) VALUES (1, 'x');
