CREATE TABLE t (id integer, v bigint, CONSTRAINT positive CHECK (v > 0));
