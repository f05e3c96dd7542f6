SELECT n::text FROM t AS t (i, n);
