CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int,
  `b` int,
  PRIMARY KEY (`id`)
);
CREATE VIEW `a` AS SELECT `id`, `a` FROM `t`;
CREATE VIEW `z` AS SELECT `a` FROM `a`;
CREATE VIEW `m` AS SELECT * FROM `z`;
