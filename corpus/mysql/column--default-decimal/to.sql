CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` decimal(10,2) DEFAULT 1.5,
  PRIMARY KEY (`id`)
);
