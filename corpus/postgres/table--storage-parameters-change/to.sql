CREATE TABLE t (id integer) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.5);
