CREATE TABLE p (id integer PRIMARY KEY, v text NOT NULL);
CREATE TABLE t (id integer PRIMARY KEY, v text NOT NULL, p_id integer NOT NULL REFERENCES p (id) ON DELETE CASCADE);
CREATE VIEW w AS SELECT t.id, p.v FROM t JOIN p ON p.id = t.p_id;
