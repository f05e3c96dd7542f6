CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varbinary(10),
  PRIMARY KEY (`id`)
);
