CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` longblob,
  PRIMARY KEY (`id`)
);
