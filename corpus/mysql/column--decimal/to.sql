CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` decimal(12,4),
  PRIMARY KEY (`id`)
);
