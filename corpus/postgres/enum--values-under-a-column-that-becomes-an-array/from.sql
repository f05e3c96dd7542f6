CREATE TYPE mood AS ENUM ('ok', 'glad', 'sad');
CREATE TABLE people (id integer, mood mood NOT NULL DEFAULT 'ok');
