CREATE TABLE t (id integer, CONSTRAINT positive CHECK (id > 0));
COMMENT ON CONSTRAINT positive ON t IS 'never zero';
