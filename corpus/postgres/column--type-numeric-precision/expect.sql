SELECT id, v::text, w::text FROM t ORDER BY id;
