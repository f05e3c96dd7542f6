CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(40),
  PRIMARY KEY (`id`)
);
