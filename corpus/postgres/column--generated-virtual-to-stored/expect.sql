SELECT id, price, total FROM t;
