CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(10) CHARACTER SET latin1,
  PRIMARY KEY (`id`)
);
