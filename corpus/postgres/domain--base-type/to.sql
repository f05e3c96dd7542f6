CREATE DOMAIN d AS bigint CHECK (VALUE > 0);
CREATE TABLE t (id integer, v d);
