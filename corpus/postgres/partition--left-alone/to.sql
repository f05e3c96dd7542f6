CREATE TABLE p (id integer NOT NULL, v text, w integer) PARTITION BY RANGE (id);
