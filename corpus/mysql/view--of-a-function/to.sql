CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int,
  `b` int,
  PRIMARY KEY (`id`)
);
CREATE FUNCTION `f` (`x` int) RETURNS int DETERMINISTIC RETURN `x` + 1;
CREATE VIEW `v` AS SELECT f(`a`) AS `fa` FROM `t`;
