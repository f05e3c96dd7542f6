CREATE PROCEDURE p(a text, OUT c integer) LANGUAGE plpgsql AS $$ BEGIN c := 1; END $$;
CREATE PROCEDURE p(a text, b integer) LANGUAGE sql AS 'SELECT 1';
