INSERT INTO `t` (c,d) VALUES (5,'x');
