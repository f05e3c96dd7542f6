CREATE TABLE t (id integer PRIMARY KEY);
COMMENT ON CONSTRAINT t_pkey ON t IS 'the key';
