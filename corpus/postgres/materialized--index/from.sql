CREATE TABLE t (id integer, v text);
CREATE MATERIALIZED VIEW m AS SELECT id, v FROM t;
CREATE INDEX m_id ON m (id);
CREATE INDEX m_a ON m (v) WITH (fillfactor = 70);
