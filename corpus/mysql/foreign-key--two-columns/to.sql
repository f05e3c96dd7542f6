CREATE TABLE `p` (
  `a` int NOT NULL,
  `b` int NOT NULL,
  PRIMARY KEY (`a`,`b`)
);
CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `p` int,
  `r` int,
  PRIMARY KEY (`id`),
  CONSTRAINT `t_p` FOREIGN KEY (`p`,`r`) REFERENCES `p` (`a`,`b`)
);
