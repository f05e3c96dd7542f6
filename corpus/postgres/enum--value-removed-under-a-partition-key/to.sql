CREATE TYPE mood AS ENUM ('ok');
CREATE TABLE lists (id integer, m mood) PARTITION BY LIST (m);
CREATE TABLE lists_ok PARTITION OF lists FOR VALUES IN ('ok');
