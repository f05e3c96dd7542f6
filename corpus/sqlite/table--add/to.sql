CREATE TABLE kept (id integer);
CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, name text NOT NULL DEFAULT 'x', n real CHECK (n > 0), UNIQUE (name));
CREATE INDEX t_n ON t (n DESC);
