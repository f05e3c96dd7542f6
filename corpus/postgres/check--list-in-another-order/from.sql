CREATE TABLE t (id integer, word varchar(9), CONSTRAINT known CHECK (word IN ('a', 'b', 'c')), CONSTRAINT small CHECK (id IN (1, 2)));
