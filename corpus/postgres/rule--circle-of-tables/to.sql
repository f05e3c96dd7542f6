CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE log (id integer, v integer);
CREATE RULE x AS ON DELETE TO t DO DELETE FROM log WHERE id = old.id;
CREATE RULE x AS ON INSERT TO log DO INSERT INTO t VALUES (new.id, new.v, '');
