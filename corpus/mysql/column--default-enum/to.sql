CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` enum('a','b') NOT NULL DEFAULT 'b',
  PRIMARY KEY (`id`)
);
