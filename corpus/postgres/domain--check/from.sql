CREATE DOMAIN d AS integer CONSTRAINT small CHECK (VALUE < 10);
CREATE TABLE t (id integer, v d);
