CREATE TABLE r (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, a integer, r_id integer REFERENCES r (id), CONSTRAINT a_positive CHECK (a > 0), CONSTRAINT a_once UNIQUE (a));
CREATE INDEX t_a ON t (a, r_id);
COMMENT ON COLUMN t.a IS 'gone soon';
