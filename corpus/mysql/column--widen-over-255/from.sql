CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(60) CHARACTER SET utf8mb4,
  PRIMARY KEY (`id`)
);
