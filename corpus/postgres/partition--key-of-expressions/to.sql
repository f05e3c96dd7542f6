CREATE TABLE kept (id integer);
CREATE TABLE l (a integer, b integer, t text) PARTITION BY RANGE (((a + b)), t COLLATE "POSIX", b);
CREATE TABLE l_1 PARTITION OF l FOR VALUES FROM (MINVALUE, MINVALUE, MINVALUE) TO (10, 'x,y', 3);
