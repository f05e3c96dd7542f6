CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (p_id integer CONSTRAINT to_p REFERENCES p (id));
COMMENT ON CONSTRAINT to_p ON t IS 'parent';
