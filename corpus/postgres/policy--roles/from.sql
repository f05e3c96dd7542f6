CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t TO pg_monitor, pg_read_all_settings USING (id > 0);
CREATE POLICY q ON t USING (id > 0);
