CREATE TABLE t (id integer,
-- atlas:renamed_from a
b bigint NOT NULL DEFAULT 7);
COMMENT ON COLUMN t.b IS 'b';
