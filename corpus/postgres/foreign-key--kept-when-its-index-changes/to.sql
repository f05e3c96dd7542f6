CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE children (id integer, parent_id integer REFERENCES parents (id));
CREATE INDEX children_parent ON children (parent_id, id) WHERE id > 0;
