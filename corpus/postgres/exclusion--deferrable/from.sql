CREATE TABLE t (id integer, CONSTRAINT apart EXCLUDE (id WITH =));
