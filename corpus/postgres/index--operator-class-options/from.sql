CREATE TABLE t (id integer, d tsvector);
CREATE INDEX t_d ON t USING gist (d);
