CREATE TABLE t (id integer, w text);
CREATE POLICY p ON t USING (id > 0);
