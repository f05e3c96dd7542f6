CREATE TABLE t (id integer, v text);
CREATE MATERIALIZED VIEW m AS SELECT id, v FROM t;
CREATE UNIQUE INDEX m_id ON m (id DESC) WHERE id > 3;
CREATE INDEX m_a ON m (v) WITH (fillfactor = 80);
CREATE INDEX m_b ON m (lower(v) text_pattern_ops);
