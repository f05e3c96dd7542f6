INSERT INTO orders VALUES (1, NULL, 'a'), (2, NULL, 'b');
INSERT INTO people VALUES (1, 1, 'c'), (2, 2, 'd');
UPDATE orders SET parent_id = id;
