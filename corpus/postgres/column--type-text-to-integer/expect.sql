SELECT id, v::text FROM t ORDER BY id;
