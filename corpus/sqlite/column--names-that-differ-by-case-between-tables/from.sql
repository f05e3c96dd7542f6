CREATE TABLE a (Id integer PRIMARY KEY, Word text);
CREATE TABLE b (id integer PRIMARY KEY, word text);
