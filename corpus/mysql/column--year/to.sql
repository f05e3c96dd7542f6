CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` smallint,
  PRIMARY KEY (`id`)
);
