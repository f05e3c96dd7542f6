CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` int(6) unsigned zerofill,
  PRIMARY KEY (`id`)
);
