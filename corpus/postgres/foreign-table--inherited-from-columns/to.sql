CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE far (id bigint NOT NULL, note text DEFAULT 'x', size integer) SERVER elsewhere;
CREATE TABLE near (own boolean) INHERITS (far);
