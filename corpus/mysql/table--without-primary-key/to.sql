CREATE TABLE `t` (
  `a` int,
  PRIMARY KEY (`a`)
);
