CREATE TABLE `p` (
  `id` int NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`id`)
);
CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `p` int,
  `r` int,
  PRIMARY KEY (`id`),
  CONSTRAINT `x` FOREIGN KEY (`p`) REFERENCES `p` (`id`),
  CONSTRAINT `y` FOREIGN KEY (`r`) REFERENCES `p` (`id`)
);
