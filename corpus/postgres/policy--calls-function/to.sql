CREATE TABLE t (id integer, v integer, w text);
CREATE FUNCTION may_see(i integer) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT i > 0';
CREATE POLICY p ON t USING (may_see(id));
