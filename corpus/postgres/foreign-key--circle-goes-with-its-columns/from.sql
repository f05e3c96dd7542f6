CREATE TABLE orders (id bigint PRIMARY KEY, parent_id bigint, note text);
CREATE TABLE people (id bigint PRIMARY KEY, parent_id bigint, note text);
ALTER TABLE orders ADD CONSTRAINT has_parent FOREIGN KEY (parent_id) REFERENCES people (id);
ALTER TABLE people ADD CONSTRAINT has_parent FOREIGN KEY (parent_id) REFERENCES orders (id);
