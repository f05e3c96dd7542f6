CREATE TABLE t (id integer, j jsonb, r int4range, at timestamptz, p point, d tsvector);
CREATE INDEX t_j ON t USING gin (j jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX t_r ON t USING gist (r);
CREATE INDEX t_at ON t USING brin (at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX t_p ON t USING spgist (p);
CREATE INDEX t_d ON t USING gin (d);
