-- atlas:renamed_from users
CREATE TABLE people (id integer, name text);
CREATE TABLE log (id integer, v text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER x BEFORE UPDATE OF name ON people FOR EACH ROW WHEN (new.name <> 'name') EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER y AFTER UPDATE ON log FROM people FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE r AS ON DELETE TO people WHERE old.name <> '' DO INSERT INTO log VALUES (old.id, old.name);
CREATE POLICY p ON people USING (name = current_user) WITH CHECK (name <> '');
CREATE POLICY q ON log USING (v IN (SELECT people.name FROM people));
