CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` bit(1),
  PRIMARY KEY (`id`)
);
