CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` int CHECK (`c` > 0),
  PRIMARY KEY (`id`)
);
