CREATE TABLE t (id integer, v text);
CREATE TABLE log (n integer);
CREATE TRIGGER after_insert AFTER INSERT ON t WHEN NEW.id > 0 BEGIN
  INSERT INTO log VALUES (NEW.id);
  UPDATE log SET n = n + 1;
END;
