CREATE DOMAIN d AS text NOT NULL;
CREATE TABLE t (id integer, v d);
