CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(50),
  PRIMARY KEY (`id`)
);
