CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `b` text,
  PRIMARY KEY (`id`)
);
