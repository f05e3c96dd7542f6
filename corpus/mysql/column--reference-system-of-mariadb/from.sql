CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` point NOT NULL,
  PRIMARY KEY (`id`)
);
