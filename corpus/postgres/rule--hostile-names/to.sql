CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE log (id integer, v integer);
CREATE RULE "x do instead; ""where""" AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE "DO" AS ON INSERT TO t WHERE new.w = ' DO INSTEAD ' DO INSTEAD NOTHING;
