CREATE TABLE t (id integer, v integer, w text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW WHEN (old.w IS DISTINCT FROM new.w AND new.w IN ('execute function f()', ') when (', 'it''s')) EXECUTE FUNCTION f();
