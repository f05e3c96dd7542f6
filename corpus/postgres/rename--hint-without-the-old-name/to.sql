CREATE TABLE t (a integer,
-- atlas:renamed_from nowhere
b integer);
