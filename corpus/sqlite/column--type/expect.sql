SELECT id, typeof(v), v FROM t;
