CREATE TABLE t (id integer, v text);
CREATE TABLE log (n integer);
CREATE TRIGGER g AFTER UPDATE OF v, id ON t FOR EACH ROW WHEN old.v <> new.v BEGIN INSERT INTO log VALUES (1); END;
