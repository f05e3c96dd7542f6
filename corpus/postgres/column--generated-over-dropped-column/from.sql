CREATE TABLE t (id integer, a integer, b integer, s integer GENERATED ALWAYS AS (a + b) STORED);
