SELECT id, price FROM t;
