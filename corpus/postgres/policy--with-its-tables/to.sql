CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE u (id integer);
CREATE POLICY p ON t USING (id IN (SELECT id FROM u));
