CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE TABLE new_t (id integer);
CREATE VIEW NEW_T_2 AS SELECT 1 AS one;
