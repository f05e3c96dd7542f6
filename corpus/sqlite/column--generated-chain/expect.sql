SELECT n, a, b FROM t;
