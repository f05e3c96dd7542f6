CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
CREATE TABLE u (m mood);
CREATE FOREIGN TABLE f (m mood DEFAULT 'ok') SERVER elsewhere;
