INSERT INTO `t` (`c`) VALUES (7);
