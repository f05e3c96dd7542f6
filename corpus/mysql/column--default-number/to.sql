CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` int DEFAULT 2,
  PRIMARY KEY (`id`)
);
