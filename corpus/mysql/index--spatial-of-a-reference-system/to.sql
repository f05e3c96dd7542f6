CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `p` point NOT NULL SRID 0,
  PRIMARY KEY (`id`),
  SPATIAL KEY `i` (`p`)
);
