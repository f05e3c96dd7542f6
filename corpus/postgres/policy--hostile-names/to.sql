CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY "p ON t; ""TO"" x" ON t TO "pg_monitor" USING (w = ') TO (');
