CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` double DEFAULT 1e10,
  PRIMARY KEY (`id`)
);
