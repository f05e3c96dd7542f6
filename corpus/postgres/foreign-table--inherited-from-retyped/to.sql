CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE far (id integer NOT NULL, note integer) SERVER elsewhere;
CREATE TABLE near (own boolean) INHERITS (far);
