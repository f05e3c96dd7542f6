CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` longtext,
  PRIMARY KEY (`id`)
);
