CREATE TABLE a (id integer);
CREATE TABLE b (id integer);
CREATE INDEX shared ON b (id);
