CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t FOR ALL USING (id > 0);
COMMENT ON POLICY p ON t IS 'kept';
