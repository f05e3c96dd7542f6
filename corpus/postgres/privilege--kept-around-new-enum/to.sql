CREATE TYPE mood AS ENUM ('ok', 'sad');
REVOKE USAGE ON TYPE mood FROM PUBLIC;
CREATE TABLE t (id integer, m mood);
