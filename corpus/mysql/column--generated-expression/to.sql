CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int,
  `c` int AS (`a` * 3) VIRTUAL,
  PRIMARY KEY (`id`)
);
