CREATE TABLE t (id integer, during tsrange, CONSTRAINT apart EXCLUDE USING gist (during WITH &&));
