CREATE TABLE t (id integer PRIMARY KEY, v text DEFAULT 'x' CHECK (v <> ''), n integer REFERENCES t (id));
CREATE INDEX t_v ON t (v) WHERE v IS NOT NULL;
