CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE log (id integer, v integer);
CREATE RULE x AS ON UPDATE TO t DO INSERT INTO log VALUES (old.id, old.v);
