CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE log (id integer, v integer);
CREATE VIEW q AS SELECT id, v FROM t;
