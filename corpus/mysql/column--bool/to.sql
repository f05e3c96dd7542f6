CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` tinyint,
  PRIMARY KEY (`id`)
);
