CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` datetime,
  PRIMARY KEY (`id`)
);
