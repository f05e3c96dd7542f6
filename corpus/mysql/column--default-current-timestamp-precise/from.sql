CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` timestamp(3) NULL,
  PRIMARY KEY (`id`)
);
