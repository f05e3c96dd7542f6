CREATE TYPE mood AS ENUM ('ok');
CREATE TABLE orders (id integer);
