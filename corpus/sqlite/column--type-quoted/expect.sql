SELECT id, v, w FROM t;
