CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` int unsigned,
  PRIMARY KEY (`id`)
);
