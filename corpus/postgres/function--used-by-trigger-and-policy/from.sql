CREATE TABLE t (id integer, owner text);
CREATE FUNCTION mine(o text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT o = current_user';
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE POLICY p ON t USING (mine(owner));
CREATE TRIGGER s BEFORE INSERT ON t FOR EACH ROW WHEN (mine(NEW.owner)) EXECUTE FUNCTION stamp();
