CREATE TYPE address AS (street text, city varchar(30) COLLATE "C");
CREATE TABLE kept (id integer);
