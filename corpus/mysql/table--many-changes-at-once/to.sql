CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` bigint NOT NULL DEFAULT 3,
  `b` varchar(20),
  `d` int,
  PRIMARY KEY (`id`),
  KEY `b` (`b`),
  KEY `d` (`d`)
) COMMENT 'more';
