CREATE TYPE address AS (street varchar(20), number integer);
CREATE TABLE kept (id integer);
