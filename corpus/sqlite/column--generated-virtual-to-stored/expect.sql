SELECT id, n, d FROM t;
