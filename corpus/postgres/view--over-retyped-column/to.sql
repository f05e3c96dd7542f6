CREATE TABLE t (id integer, v bigint);
CREATE VIEW w AS SELECT id, v FROM t;
COMMENT ON VIEW w IS 'kept';
