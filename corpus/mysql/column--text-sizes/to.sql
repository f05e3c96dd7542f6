CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` mediumtext,
  PRIMARY KEY (`id`)
);
