CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t USING (v > 0 AND id > 0);
CREATE POLICY q ON t USING (v IS NULL);
