CREATE TABLE t (id integer);
CREATE INDEX t_id ON t (id) WITH (fillfactor = 70, deduplicate_items = off);
