CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varbinary(4),
  PRIMARY KEY (`id`)
);
