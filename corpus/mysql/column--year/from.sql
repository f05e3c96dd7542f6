CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` year,
  PRIMARY KEY (`id`)
);
