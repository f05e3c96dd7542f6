CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` bool NOT NULL DEFAULT true,
  PRIMARY KEY (`id`)
);
