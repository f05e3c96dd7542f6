CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `Name` varchar(20),
  PRIMARY KEY (`id`)
);
