CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t AS RESTRICTIVE USING (id > 0);
