INSERT INTO `p` VALUES ('x'); INSERT INTO `t` (p) VALUES ('x');
