SELECT id, typeof(v), v, n FROM t ORDER BY id;
