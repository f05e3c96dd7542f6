INSERT INTO `t` (`c`) VALUES ('{}');
