CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` vector(3),
  PRIMARY KEY (`id`)
);
