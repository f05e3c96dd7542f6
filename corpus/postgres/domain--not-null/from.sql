CREATE DOMAIN d AS text;
CREATE TABLE t (id integer, v d);
