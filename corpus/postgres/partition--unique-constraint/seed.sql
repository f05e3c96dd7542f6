INSERT INTO p (id) VALUES (1), (2);
