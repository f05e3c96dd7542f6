INSERT INTO `t` (`c`) VALUES (5);
