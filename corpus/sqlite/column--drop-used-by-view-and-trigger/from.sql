CREATE TABLE t (id integer, v text, w text);
CREATE TABLE log (x text);
CREATE VIEW a AS SELECT id, v, w FROM t;
CREATE TRIGGER note AFTER UPDATE OF w ON t BEGIN INSERT INTO log VALUES (new.w); END;
