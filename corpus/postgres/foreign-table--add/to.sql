CREATE TABLE t (id integer);
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE far_away (id integer) SERVER elsewhere;
