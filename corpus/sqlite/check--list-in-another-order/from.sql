CREATE TABLE t (id integer, word text, CONSTRAINT known CHECK (word IN ('a', 'b')));
