CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a` int,
  `b` int,
  PRIMARY KEY (`id`)
);
CREATE TRIGGER `g` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.`a` = 1;
