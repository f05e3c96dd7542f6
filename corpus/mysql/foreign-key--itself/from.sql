CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `p` int,
  PRIMARY KEY (`id`)
);
