CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` text COMPRESSED,
  PRIMARY KEY (`id`)
);
