CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (id integer, m mood DEFAULT 'ok', CONSTRAINT not_sad CHECK (m <> 'sad'));
CREATE INDEX t_m ON t (m);
CREATE VIEW v AS SELECT id, m FROM t;
