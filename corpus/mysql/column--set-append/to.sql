CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` set('a','b','c'),
  PRIMARY KEY (`id`)
);
