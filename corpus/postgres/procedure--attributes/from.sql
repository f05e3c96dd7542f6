CREATE PROCEDURE p(a text, INOUT b text DEFAULT 'x') LANGUAGE plpgsql AS $$ BEGIN b := a; END $$;
COMMENT ON PROCEDURE p IS 'one';
