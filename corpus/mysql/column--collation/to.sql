CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(10) COLLATE utf8mb4_general_ci,
  PRIMARY KEY (`id`)
);
