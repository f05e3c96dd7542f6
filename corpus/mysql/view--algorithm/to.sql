CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int,
  `b` int,
  PRIMARY KEY (`id`)
);
CREATE ALGORITHM=TEMPTABLE VIEW `v` AS SELECT `id` FROM `t`;
