CREATE TABLE `t` (
  `a` int,
  `x` int,
  `y` int
);
