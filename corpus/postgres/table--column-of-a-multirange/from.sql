CREATE TABLE spans (id integer);
