CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` text,
  PRIMARY KEY (`id`)
);
