SELECT a, b, v FROM t;
