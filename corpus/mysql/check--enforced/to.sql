CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` int,
  `d` varchar(20),
  PRIMARY KEY (`id`),
  CONSTRAINT `k` CHECK (`c` > 0) NOT ENFORCED
);
