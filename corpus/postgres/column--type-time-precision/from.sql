CREATE TABLE t (id integer, a timestamp, b timestamptz(3), c time, d timetz(2), e interval);
