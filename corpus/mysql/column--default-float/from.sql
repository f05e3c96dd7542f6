CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` double DEFAULT 0.1,
  PRIMARY KEY (`id`)
);
