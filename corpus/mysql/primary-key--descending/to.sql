CREATE TABLE `t` (
  `a` int NOT NULL,
  PRIMARY KEY (`a` DESC)
);
