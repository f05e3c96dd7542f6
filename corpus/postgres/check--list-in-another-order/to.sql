CREATE TABLE t (id integer, word varchar(9), CONSTRAINT known CHECK (word = ANY (ARRAY['c', 'a', 'b'])), CONSTRAINT small CHECK (id = 2 OR id = 1));
