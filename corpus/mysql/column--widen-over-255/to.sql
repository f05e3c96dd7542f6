CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(100) CHARACTER SET utf8mb4,
  PRIMARY KEY (`id`)
);
