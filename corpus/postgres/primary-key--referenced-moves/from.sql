CREATE TABLE t (a integer NOT NULL, b integer NOT NULL UNIQUE, CONSTRAINT t_key PRIMARY KEY (a));
CREATE TABLE r (id integer PRIMARY KEY, a integer REFERENCES t (a));
