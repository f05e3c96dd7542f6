CREATE TABLE t (id integer, CONSTRAINT once UNIQUE (id));
COMMENT ON CONSTRAINT once ON t IS 'only one';
