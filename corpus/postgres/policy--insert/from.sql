CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t FOR INSERT WITH CHECK (id > 0);
