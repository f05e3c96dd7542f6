-- atlas:renamed_from people
CREATE TABLE users (id integer, name text);
CREATE TABLE log (id integer, v text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER x BEFORE UPDATE OF name ON users FOR EACH ROW WHEN (new.name <> 'name') EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER y AFTER UPDATE ON log FROM users FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE r AS ON DELETE TO users WHERE old.name <> '' DO INSERT INTO log VALUES (old.id, old.name);
CREATE POLICY p ON users USING (name = current_user) WITH CHECK (name <> '');
CREATE POLICY q ON log USING (v IN (SELECT users.name FROM users));
