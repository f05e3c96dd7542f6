CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE log (id integer, v integer);
CREATE RULE x AS ON UPDATE TO t DO ALSO (INSERT INTO log VALUES (new.id, new.v) ON CONFLICT DO NOTHING; DELETE FROM log WHERE id = old.id; NOTIFY changed);
