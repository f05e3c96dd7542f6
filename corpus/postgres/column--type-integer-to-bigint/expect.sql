SELECT id::text, v::text FROM t ORDER BY t.id;
