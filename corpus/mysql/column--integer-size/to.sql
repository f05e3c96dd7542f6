CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` bigint,
  PRIMARY KEY (`id`)
);
