CREATE TYPE address AS (street varchar(40), number bigint);
CREATE TABLE kept (id integer);
