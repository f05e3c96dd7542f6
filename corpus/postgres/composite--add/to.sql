CREATE TYPE address AS (street text, "post code" varchar(9), tags text[]);
CREATE TABLE t (id integer, home address);
