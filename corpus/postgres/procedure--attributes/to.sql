CREATE PROCEDURE p(a text, INOUT b text DEFAULT 'y') LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$ BEGIN b := a || 'z'; END $$;
COMMENT ON PROCEDURE p IS 'two';
