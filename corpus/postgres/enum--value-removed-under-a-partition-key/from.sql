CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE lists (id integer, m mood) PARTITION BY LIST (m);
CREATE TABLE lists_ok PARTITION OF lists FOR VALUES IN ('ok');
CREATE TABLE lists_sad PARTITION OF lists FOR VALUES IN ('sad');
