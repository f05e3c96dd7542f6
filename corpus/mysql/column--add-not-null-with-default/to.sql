CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(10) NOT NULL DEFAULT 'x',
  PRIMARY KEY (`id`)
);
