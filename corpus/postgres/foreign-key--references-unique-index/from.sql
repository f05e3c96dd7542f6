CREATE TABLE p (id integer NOT NULL);
CREATE UNIQUE INDEX p_id ON p (id);
CREATE TABLE t (id integer);
