CREATE TABLE t (id integer, v text, w text);
CREATE INDEX t_w ON t (w);
