CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` varchar(50) DEFAULT (concat('a', 'b')),
  PRIMARY KEY (`id`)
);
