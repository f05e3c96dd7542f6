CREATE TABLE t (id integer, v text, fresh text);
CREATE VIEW w AS SELECT id, fresh AS x FROM t;
CREATE TRIGGER g AFTER INSERT ON t WHEN new.fresh IS NOT NULL BEGIN UPDATE t SET v = new.fresh WHERE id = new.id; END;
