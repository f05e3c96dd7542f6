CREATE TABLE t (a integer);
-- atlas:renamed_from old_index
CREATE INDEX new_index ON t (a);
