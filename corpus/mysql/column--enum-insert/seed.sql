INSERT INTO `t` (`c`) VALUES ('c');
