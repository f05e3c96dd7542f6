CREATE TABLE `t` (
  `a` int,
  KEY `i` (`a`) USING HASH
) ENGINE=MEMORY;
