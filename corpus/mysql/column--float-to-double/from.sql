CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` float,
  PRIMARY KEY (`id`)
);
