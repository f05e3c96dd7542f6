CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TYPE pair AS (a integer, b mood);
CREATE TABLE people (id integer, p pair, m mood);
