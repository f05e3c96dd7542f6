CREATE TABLE t (id integer);
CREATE VIEW w AS SELECT id FROM t;
COMMENT ON VIEW w IS 'a view';
COMMENT ON COLUMN w.id IS 'a column';
