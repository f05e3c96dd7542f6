CREATE DOMAIN a AS integer;
CREATE TABLE t (id integer);
