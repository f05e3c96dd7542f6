SELECT id, total FROM t ORDER BY id;
