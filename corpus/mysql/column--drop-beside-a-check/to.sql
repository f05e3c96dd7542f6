CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `b` int,
  PRIMARY KEY (`id`)
);
