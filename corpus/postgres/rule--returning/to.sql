CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE log (id integer, v integer);
CREATE RULE x AS ON INSERT TO t DO INSTEAD INSERT INTO log VALUES (new.id, new.v) RETURNING log.id, log.v, 'x'::text;
