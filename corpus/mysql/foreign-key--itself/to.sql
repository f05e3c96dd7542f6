CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `p` int,
  PRIMARY KEY (`id`),
  CONSTRAINT `up` FOREIGN KEY (`p`) REFERENCES `t` (`id`)
);
