CREATE TABLE t (id integer, v varchar(10), g boolean GENERATED ALWAYS AS (v IN ('c', 'a')) STORED);
CREATE INDEX t_v ON t ((v IN ('x', 'y'))) WHERE v IN ('b', 'a');
