CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` point,
  PRIMARY KEY (`id`)
);
