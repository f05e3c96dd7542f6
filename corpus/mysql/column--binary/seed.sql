INSERT INTO `t` (`c`) VALUES ('xxxx');
