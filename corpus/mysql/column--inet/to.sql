CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` inet4,
  `b` inet6,
  PRIMARY KEY (`id`)
);
