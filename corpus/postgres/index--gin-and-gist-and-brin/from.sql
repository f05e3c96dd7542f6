CREATE TABLE t (id integer, j jsonb, r int4range, at timestamptz, p point, d tsvector);
