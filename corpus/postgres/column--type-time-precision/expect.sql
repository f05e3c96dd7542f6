SELECT id, a::text, b::text, c::text, d::text, e::text FROM t ORDER BY id;
