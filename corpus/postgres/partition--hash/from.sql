CREATE TABLE p (id integer NOT NULL, v text) PARTITION BY RANGE (id);
