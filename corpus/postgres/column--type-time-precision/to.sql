CREATE TABLE t (id integer, a timestamp(3), b timestamptz, c time(0), d timetz, e interval day to second(3));
