INSERT INTO p (id, v, x) VALUES (1, 'a', 'b'), (2, 'b', 'b'), (12, 'b', 'b');
INSERT INTO g VALUES ('a', 1);
