CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(10) DEFAULT 'a',
  PRIMARY KEY (`id`)
);
