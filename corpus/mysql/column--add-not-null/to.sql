CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` int NOT NULL,
  PRIMARY KEY (`id`)
);
