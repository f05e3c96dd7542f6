CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` json,
  PRIMARY KEY (`id`)
);
