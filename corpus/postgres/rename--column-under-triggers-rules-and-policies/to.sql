CREATE TABLE users (id integer,
  -- atlas:renamed_from name
  first_name text);
CREATE TABLE log (id integer, v text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER x BEFORE UPDATE OF first_name ON users FOR EACH ROW WHEN (new.first_name <> 'name') EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER y AFTER UPDATE ON log FROM users FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE r AS ON DELETE TO users WHERE old.first_name <> '' DO INSERT INTO log VALUES (old.id, old.first_name);
CREATE POLICY p ON users USING (first_name = current_user) WITH CHECK (first_name <> '');
CREATE POLICY q ON log USING (v IN (SELECT users.first_name FROM users));
