CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` timestamp NULL,
  PRIMARY KEY (`id`)
);
