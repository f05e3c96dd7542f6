CREATE TABLE `t` (
  `id` int NOT NULL,
  `d` int NOT NULL,
  PRIMARY KEY (`id`,`d`)
) PARTITION BY HASH (`d`) PARTITIONS 4;
