CREATE TABLE t (a integer);
-- atlas:renamed_from new_index
CREATE INDEX old_index ON t (a);
