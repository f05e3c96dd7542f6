CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE log (id integer, v integer);
CREATE RULE x AS ON DELETE TO t WHERE old.id > 3 AND old.w IN ('do', 'a', 'it''s') DO INSTEAD NOTHING;
