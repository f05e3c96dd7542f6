CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` enum('a','b','c'),
  PRIMARY KEY (`id`)
);
