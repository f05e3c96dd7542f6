CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE t (id integer PRIMARY KEY, v varchar(10) DEFAULT 'x' CHECK (v IN ('x', 'y')), m mood DEFAULT 'a');
CREATE INDEX t_v ON t (lower(v)) WHERE v IS NOT NULL;
CREATE VIEW w AS SELECT * FROM t WHERE v LIKE 'x%';
