CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` blob,
  PRIMARY KEY (`id`)
);
