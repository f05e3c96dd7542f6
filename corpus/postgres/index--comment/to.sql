CREATE TABLE t (id integer);
CREATE INDEX t_id ON t (id);
COMMENT ON INDEX t_id IS 'fast';
