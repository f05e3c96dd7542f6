CREATE TABLE t (id int PRIMARY KEY, `a
b` int, v int AS (`a
b` + 2), CONSTRAINT c CHECK (`a
b` > 1 AND `a
b` <> LENGTH("x\nz\\")));
