CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE a (id int PRIMARY KEY, a int, CONSTRAINT c CHECK (a > 0));
CREATE TABLE w (id int PRIMARY KEY, a int, b int, CONSTRAINT d CHECK (a > 1));
