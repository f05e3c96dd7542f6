SELECT id, n::text, doubled FROM t;
