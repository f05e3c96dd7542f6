CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE log (id integer, v integer);
CREATE RULE x AS ON DELETE TO t DO INSTEAD NOTHING;
ALTER TABLE t DISABLE RULE x; COMMENT ON RULE x ON t IS 'kept';
