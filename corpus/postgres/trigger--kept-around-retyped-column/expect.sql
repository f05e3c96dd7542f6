SELECT id, v::text FROM t;
