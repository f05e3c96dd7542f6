SELECT id, v, n FROM t;
