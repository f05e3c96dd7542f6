CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` date DEFAULT '2020-02-29',
  PRIMARY KEY (`id`)
);
