CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t USING (id > 1 AND w IN ('a', 'b') AND current_user = w);
