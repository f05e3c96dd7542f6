CREATE TABLE `select from ``` (
  `the id` int NOT NULL,
  `back``quote` int,
  `sel"ect` int,
  PRIMARY KEY (`the id`)
);
