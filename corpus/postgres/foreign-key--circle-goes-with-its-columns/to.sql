CREATE TABLE orders (id bigint NOT NULL, note text);
CREATE TABLE people (id bigint NOT NULL, note text);
