CREATE TABLE t (id integer, n bigint, doubled bigint GENERATED ALWAYS AS (n * 2) STORED);
