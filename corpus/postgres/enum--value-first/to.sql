CREATE TYPE mood AS ENUM ('desperate', 'sad', 'ok');
CREATE TABLE t (id integer, m mood);
