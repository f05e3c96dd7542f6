CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` bigint,
  `b` int,
  PRIMARY KEY (`id`)
);
CREATE VIEW `v` AS SELECT `id`, `a` FROM `t`;
