CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` bit(4) DEFAULT b'101',
  PRIMARY KEY (`id`)
);
