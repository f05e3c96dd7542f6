CREATE TABLE t (id integer, a json, b jsonb, c xml, d uuid, e tsvector, f tsquery, g jsonpath, h pg_lsn, i txid_snapshot);
