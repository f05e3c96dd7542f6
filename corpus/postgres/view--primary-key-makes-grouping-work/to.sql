CREATE TABLE t (id integer NOT NULL PRIMARY KEY, v text);
CREATE VIEW w AS SELECT id, v, count(*) AS n FROM t GROUP BY id;
