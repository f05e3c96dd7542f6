CREATE FUNCTION f(i integer) RETURNS integer LANGUAGE sql AS $x$ SELECT length($$a$$) + length($BODY$b$BODY$) + i $x$;
