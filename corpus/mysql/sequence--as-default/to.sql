CREATE SEQUENCE `s`;
CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int DEFAULT (nextval(`s`)),
  `b` int,
  PRIMARY KEY (`id`)
);
