CREATE TABLE `p` (
  `id` int NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
);
CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `p` int,
  PRIMARY KEY (`id`),
  KEY `p` (`p`),
  CONSTRAINT `t_p` FOREIGN KEY (`p`) REFERENCES `p` (`id`)
);
