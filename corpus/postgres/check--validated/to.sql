CREATE TABLE t (id integer);
ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 0);
