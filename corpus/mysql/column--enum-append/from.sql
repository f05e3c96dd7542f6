CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` enum('a','b'),
  PRIMARY KEY (`id`)
);
