CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` uuid,
  PRIMARY KEY (`id`)
);
