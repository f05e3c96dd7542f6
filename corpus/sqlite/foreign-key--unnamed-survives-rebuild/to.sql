CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer, v text NOT NULL, p_id integer REFERENCES p (id), FOREIGN KEY (id) REFERENCES p);
