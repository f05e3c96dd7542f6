CREATE TABLE t (id integer, v integer, w text);
CREATE POLICY p ON t USING (id > 0);
COMMENT ON POLICY p ON t IS 'own rows';
