CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(5),
  PRIMARY KEY (`id`)
);
