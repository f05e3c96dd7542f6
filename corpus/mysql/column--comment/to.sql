CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `c` int COMMENT 'what''s \\ "this"',
  PRIMARY KEY (`id`)
);
