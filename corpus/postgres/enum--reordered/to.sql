CREATE TYPE mood AS ENUM ('happy', 'sad', 'ok');
CREATE TABLE t (id integer, m mood, ms mood[]);
