CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int,
  `b` varchar(10),
  `c` int,
  PRIMARY KEY (`id`),
  KEY `a` (`a`)
);
