CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int,
  `b` varchar(40),
  PRIMARY KEY (`id`),
  KEY `i` (`b`,`a`)
);
