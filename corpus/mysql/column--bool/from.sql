CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` tinyint(1),
  PRIMARY KEY (`id`)
);
