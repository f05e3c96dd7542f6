CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  PRIMARY KEY (`id`)
);
