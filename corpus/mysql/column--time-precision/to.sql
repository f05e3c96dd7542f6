CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` datetime(3),
  PRIMARY KEY (`id`)
);
