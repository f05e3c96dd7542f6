CREATE TABLE t (id integer, v text, old text);
CREATE VIEW w AS SELECT id, old AS x FROM t;
CREATE TRIGGER g AFTER INSERT ON t WHEN new.old IS NOT NULL BEGIN UPDATE t SET v = new.old WHERE id = new.id; END;
