CREATE TYPE mood AS ENUM ('sad', 'meh', 'so-so', 'ok');
CREATE TABLE t (id integer, m mood[]);
