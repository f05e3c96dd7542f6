CREATE TABLE t (id integer, at timestamptz, day date, u uuid);
