CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` bit(4),
  PRIMARY KEY (`id`)
);
