CREATE TYPE mood AS ENUM ('ok', 'happy');
CREATE TABLE people (id integer PRIMARY KEY, feels mood DEFAULT 'ok');
CREATE TABLE orders (id integer, person_id integer REFERENCES people (id));
