CREATE TYPE words AS RANGE (subtype = text, collation = "C");
CREATE TABLE t (id integer);
