CREATE TABLE t (id integer);
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;
