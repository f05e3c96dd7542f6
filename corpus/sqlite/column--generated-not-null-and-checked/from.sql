CREATE TABLE t (n integer, d text NOT NULL AS (coalesce(n, 0) || 'x') VIRTUAL COLLATE NOCASE CHECK (d <> ''));
