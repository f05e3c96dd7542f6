SELECT id, v::text, w FROM t;
