CREATE TABLE t (id integer, v text);
CREATE TABLE log (id integer);
CREATE TRIGGER note AFTER INSERT ON log BEGIN UPDATE t SET v = 'seen' WHERE id = new.id; END;
