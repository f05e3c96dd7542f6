CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t USING (id > 0);
