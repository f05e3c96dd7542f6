CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` date,
  PRIMARY KEY (`id`)
);
