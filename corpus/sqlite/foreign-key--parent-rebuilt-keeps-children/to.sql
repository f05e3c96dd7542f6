CREATE TABLE p (id integer PRIMARY KEY, v text NOT NULL);
CREATE TABLE t (id integer, p_id integer REFERENCES p (id) ON DELETE CASCADE);
