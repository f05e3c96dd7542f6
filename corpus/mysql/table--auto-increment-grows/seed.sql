INSERT INTO `t` (`name`) VALUES ('ann'), ('bob');
