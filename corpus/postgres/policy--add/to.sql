CREATE TABLE t (id integer);
CREATE POLICY own_rows ON t FOR SELECT USING (id > 0);
