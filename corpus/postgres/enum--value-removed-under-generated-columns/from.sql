CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
CREATE TABLE a (id integer, m mood NOT NULL, happy boolean GENERATED ALWAYS AS (m = 'ok') STORED);
