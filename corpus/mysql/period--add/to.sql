CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `f` date NOT NULL,
  `u` date NOT NULL,
  PERIOD FOR `p` (`f`,`u`),
  PRIMARY KEY (`id`)
);
