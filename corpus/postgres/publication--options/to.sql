CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE TABLE u (id integer PRIMARY KEY, v text);
CREATE PUBLICATION p FOR TABLE t WITH (publish = 'insert, delete', publish_via_partition_root = true);
