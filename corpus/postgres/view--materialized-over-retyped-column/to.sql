CREATE TABLE t (id integer, v bigint);
CREATE MATERIALIZED VIEW m AS SELECT id, v FROM t;
CREATE INDEX m_v ON m (v);
