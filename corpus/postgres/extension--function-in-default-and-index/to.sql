CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION pg_trgm;
CREATE TABLE t (id integer, v text, u uuid DEFAULT uuid_generate_v4());
CREATE INDEX t_v ON t USING gin (v gin_trgm_ops);
CREATE VIEW w AS SELECT show_trgm(v) AS trigrams FROM t;
