CREATE TABLE t (id integer, n integer, d integer GENERATED ALWAYS AS (n * 2) VIRTUAL);
