INSERT INTO `t` (a, b, d) VALUES (1, 'x', 2);
