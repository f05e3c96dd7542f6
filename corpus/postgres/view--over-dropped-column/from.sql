CREATE TABLE t (id integer, v integer);
CREATE VIEW a AS SELECT id, v FROM t;
CREATE VIEW b AS SELECT id, v FROM a;
