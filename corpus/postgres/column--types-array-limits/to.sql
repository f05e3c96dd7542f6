CREATE TABLE t (id integer, a text[], b numeric(10,2)[], c varchar[], d varchar[]);
