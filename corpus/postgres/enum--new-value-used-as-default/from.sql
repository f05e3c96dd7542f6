CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (id integer, m mood DEFAULT 'sad');
