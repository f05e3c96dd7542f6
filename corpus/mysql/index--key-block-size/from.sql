CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int NULL,
  PRIMARY KEY (`id`),
  KEY `k` (`a`)
) ENGINE=MyISAM;
