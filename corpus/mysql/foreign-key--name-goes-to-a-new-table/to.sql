CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE a (id int PRIMARY KEY, p varchar(10), q int, KEY q (q), CONSTRAINT f FOREIGN KEY (q) REFERENCES p (id));
