CREATE TABLE t (id integer, v integer);
CREATE VIEW w AS SELECT id, v FROM t;
COMMENT ON VIEW w IS 'kept';
