CREATE TYPE address AS (street text);
CREATE TABLE kept (id integer);
