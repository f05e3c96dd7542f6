CREATE TABLE t (id integer, n integer, doubled bigint GENERATED ALWAYS AS (n * 2) STORED);
