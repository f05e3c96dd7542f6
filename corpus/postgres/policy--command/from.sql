CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t FOR UPDATE USING (id > 0);
