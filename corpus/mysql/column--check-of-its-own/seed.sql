INSERT INTO `t` (`c`) VALUES (1);
