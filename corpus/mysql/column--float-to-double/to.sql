CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` double,
  PRIMARY KEY (`id`)
);
