CREATE TABLE t (id integer, v integer, w text);
CREATE VIEW q AS SELECT id, v FROM t;
CREATE RULE x AS ON INSERT TO q DO INSTEAD INSERT INTO t (id, v) VALUES (new.id, new.v);
COMMENT ON RULE x ON q IS 'kept';
