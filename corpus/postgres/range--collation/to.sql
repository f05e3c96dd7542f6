CREATE TYPE words AS RANGE (subtype = text, collation = "POSIX");
CREATE TABLE t (id integer);
