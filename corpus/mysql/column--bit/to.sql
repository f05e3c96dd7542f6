CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` bit(8),
  PRIMARY KEY (`id`)
);
