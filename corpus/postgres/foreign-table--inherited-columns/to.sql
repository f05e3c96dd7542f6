CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
CREATE TABLE base (id integer NOT NULL, note varchar(90) DEFAULT 'some', more bigint, CONSTRAINT positive CHECK (id > 1 OR id = 1));
CREATE TABLE near (own boolean) INHERITS (base);
CREATE FOREIGN TABLE far (extra date, further text) INHERITS (base) SERVER elsewhere OPTIONS (path '/far');
