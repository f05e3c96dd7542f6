CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` int DEFAULT 1,
  PRIMARY KEY (`id`)
);
