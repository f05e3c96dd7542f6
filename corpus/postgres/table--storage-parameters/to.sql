CREATE TABLE t (id integer) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
