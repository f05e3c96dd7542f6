CREATE TYPE mood AS ENUM ('ok');
CREATE TYPE pair AS (a integer, b text);
CREATE TABLE people (id integer, p pair, m mood);
