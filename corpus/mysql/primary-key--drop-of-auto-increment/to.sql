CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  KEY `id` (`id`)
);
