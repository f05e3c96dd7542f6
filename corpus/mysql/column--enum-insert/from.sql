CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` enum('a','c'),
  PRIMARY KEY (`id`)
);
