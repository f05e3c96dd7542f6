INSERT INTO `t` (`c`) VALUES ('y');
