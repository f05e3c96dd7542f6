CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` char(36),
  PRIMARY KEY (`id`)
);
