CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer, p_id integer REFERENCES p (id));
