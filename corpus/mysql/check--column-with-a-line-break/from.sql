CREATE TABLE t (id int PRIMARY KEY, `a
b` int, v int AS (`a
b` + 1), CONSTRAINT c CHECK (`a
b` > 0 AND `a
b` <> LENGTH("x\ny\\")));
