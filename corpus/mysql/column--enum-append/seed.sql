INSERT INTO `t` (`c`) VALUES ('a');
