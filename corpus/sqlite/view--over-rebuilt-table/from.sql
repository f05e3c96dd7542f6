CREATE TABLE t (id integer, v text);
CREATE VIEW a AS SELECT id, v FROM t;
CREATE VIEW b AS SELECT id FROM a;
