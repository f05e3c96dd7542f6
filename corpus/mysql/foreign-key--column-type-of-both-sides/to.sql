CREATE TABLE `p` (
  `id` char(10) CHARACTER SET utf8mb4 NOT NULL,
  PRIMARY KEY (`id`)
);
CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `p` char(10) CHARACTER SET utf8mb4,
  PRIMARY KEY (`id`),
  CONSTRAINT `t_p` FOREIGN KEY (`p`) REFERENCES `p` (`id`)
);
