INSERT INTO `t` (`c`) VALUES (2);
