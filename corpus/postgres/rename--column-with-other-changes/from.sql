CREATE TABLE t (id integer,
-- atlas:renamed_from b
a integer);
