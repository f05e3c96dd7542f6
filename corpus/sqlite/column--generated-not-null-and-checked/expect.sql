SELECT n, d FROM t;
