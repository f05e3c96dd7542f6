CREATE TABLE t (id integer, v text, w text);
CREATE INDEX t_w ON t (lower(w)) WHERE w IS NOT NULL;
CREATE INDEX t_v ON t (v);
