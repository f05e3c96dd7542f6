CREATE TYPE inner_one AS (a integer);
CREATE TYPE outer_one AS (b inner_one, c inner_one[]);
CREATE TABLE kept (id integer, v outer_one);
