CREATE DOMAIN d AS integer CONSTRAINT small CHECK (VALUE < 20) CONSTRAINT positive CHECK (VALUE > 0);
CREATE TABLE t (id integer, v d);
