CREATE TABLE t (n integer, d text NOT NULL AS (coalesce(n, 0) || 'x') STORED COLLATE NOCASE CHECK (d <> ''));
