CREATE TABLE `t` (
  `id` int NOT NULL,
  `d` int NOT NULL,
  PRIMARY KEY (`id`,`d`)
);
