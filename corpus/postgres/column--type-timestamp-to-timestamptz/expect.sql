SELECT id, a::date::text FROM t ORDER BY id;
