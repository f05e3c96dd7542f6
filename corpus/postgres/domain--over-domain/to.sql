CREATE DOMAIN a AS integer;
CREATE DOMAIN b AS a CHECK (VALUE > 0);
CREATE TABLE t (id integer, v b);
