CREATE TABLE t (id integer, at timestamp(4), at2 timestamp DEFAULT timezone('utc', now()));
