CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` enum('it''s','a,b'),
  PRIMARY KEY (`id`)
);
