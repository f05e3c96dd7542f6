INSERT INTO orders VALUES (1, 'a'), (2, 'b');
INSERT INTO people VALUES (1, 'c'), (2, 'd');
