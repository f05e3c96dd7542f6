CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int,
  `c` varchar(50) AS (concat(`a`, '-it''s')) VIRTUAL,
  PRIMARY KEY (`id`)
);
