CREATE TABLE t (id integer, v text);
CREATE INDEX t_v ON t (v) WHERE v <> '';
CREATE INDEX t_lower ON t (lower(v));
