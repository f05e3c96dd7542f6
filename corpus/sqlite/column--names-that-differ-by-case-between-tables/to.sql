CREATE TABLE a (Id integer PRIMARY KEY, Word varchar(7));
CREATE TABLE b (id integer PRIMARY KEY, word text, WORDS text);
