INSERT INTO `t` (`c`) VALUES (b'1');
