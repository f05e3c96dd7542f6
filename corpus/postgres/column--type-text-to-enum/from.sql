CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (id integer, v text DEFAULT 'ok');
