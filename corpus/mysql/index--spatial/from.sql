CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `p` point NOT NULL,
  PRIMARY KEY (`id`)
);
