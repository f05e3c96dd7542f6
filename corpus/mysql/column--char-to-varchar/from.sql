CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` char(5),
  PRIMARY KEY (`id`)
);
