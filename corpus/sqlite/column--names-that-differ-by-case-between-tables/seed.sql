INSERT INTO a VALUES (1, 'x');
INSERT INTO b (id, word) VALUES (1, 'y');
