CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t TO PUBLIC USING (id > 0);
CREATE POLICY q ON t TO pg_signal_backend USING (id > 0);
