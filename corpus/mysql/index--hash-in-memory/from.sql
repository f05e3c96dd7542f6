CREATE TABLE `t` (
  `a` int,
  KEY `i` (`a`) USING BTREE
) ENGINE=MEMORY;
