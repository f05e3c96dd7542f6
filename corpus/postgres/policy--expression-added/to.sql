CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t USING (id > 0) WITH CHECK (id > 1);
CREATE POLICY q ON t FOR UPDATE USING (v = 1) WITH CHECK (id > 0);
