CREATE TABLE `t` (
  `a` varchar(40) NOT NULL,
  PRIMARY KEY (`a`)
);
