CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` binary(4),
  PRIMARY KEY (`id`)
);
