CREATE TABLE t (id integer) WITH (fillfactor = 70, autovacuum_vacuum_threshold = 100);
