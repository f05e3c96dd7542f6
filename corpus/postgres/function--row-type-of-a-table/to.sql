CREATE TABLE t (id integer, name text);
CREATE FUNCTION first_one() RETURNS t LANGUAGE sql AS 'SELECT id, name FROM t LIMIT 1';
CREATE FUNCTION all_of() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION title(r t) RETURNS text LANGUAGE sql AS 'SELECT r.name';
CREATE FUNCTION many(r t[]) RETURNS integer LANGUAGE sql AS 'SELECT cardinality(r)';
