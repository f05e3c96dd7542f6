CREATE TABLE t (id integer CHECK (id > 0), v text, CHECK (v <> '') ON CONFLICT IGNORE);
