CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` bool NOT NULL DEFAULT false,
  PRIMARY KEY (`id`)
);
