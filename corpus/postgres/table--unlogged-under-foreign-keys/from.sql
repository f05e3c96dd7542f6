CREATE TABLE people (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY REFERENCES people (id));
CREATE TABLE items (id integer REFERENCES orders (id), person integer REFERENCES people (id));
