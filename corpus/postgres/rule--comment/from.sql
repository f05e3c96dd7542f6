CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE log (id integer, v integer);
CREATE RULE x AS ON DELETE TO t DO INSTEAD NOTHING;
