CREATE PROCEDURE p(a text, OUT b text) LANGUAGE plpgsql AS $$ BEGIN b := a; END $$;
