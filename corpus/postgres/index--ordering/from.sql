CREATE TABLE t (a integer, b integer, c integer, d integer);
CREATE INDEX t_all ON t (a, b, c, d);
