CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int,
  `b` int,
  PRIMARY KEY (`id`)
);
CREATE VIEW `v` (`x`, `y z`) AS SELECT `id`, `a` FROM `t`;
