CREATE TABLE t (id integer, v varchar(10));
CREATE INDEX t_v ON t (v) WHERE v <> '';
CREATE INDEX t_lower ON t (lower(v));
