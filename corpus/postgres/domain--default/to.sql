CREATE DOMAIN d AS text DEFAULT 'x';
CREATE TABLE t (id integer, v d);
