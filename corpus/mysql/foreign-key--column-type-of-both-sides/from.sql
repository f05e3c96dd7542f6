CREATE TABLE `p` (
  `id` char(10) CHARACTER SET latin1 NOT NULL,
  PRIMARY KEY (`id`)
);
CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `p` char(10) CHARACTER SET latin1,
  PRIMARY KEY (`id`),
  CONSTRAINT `t_p` FOREIGN KEY (`p`) REFERENCES `p` (`id`)
);
