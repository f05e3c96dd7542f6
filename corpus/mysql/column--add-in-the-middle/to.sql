CREATE TABLE `t` (
  `a` int,
  `m` int,
  `b` int
);
