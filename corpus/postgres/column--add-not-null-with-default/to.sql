CREATE TABLE t (id integer, state text NOT NULL DEFAULT 'new');
