CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
CREATE TABLE base (id integer NOT NULL, note text DEFAULT 'none', CONSTRAINT positive CHECK (id > 0));
CREATE TABLE near (own boolean) INHERITS (base);
CREATE FOREIGN TABLE far (id integer NOT NULL, note text, extra date, CONSTRAINT positive CHECK (id > 0)) SERVER elsewhere OPTIONS (path '/far');
