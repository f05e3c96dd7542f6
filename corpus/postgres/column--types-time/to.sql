CREATE TABLE t (
  id integer, a date, b time, c time(2), d time with time zone, e time(1) with time zone, f timestamp, g timestamp(0),
  h timestamp with time zone, i timestamp(6) with time zone, j interval, k interval(2), l interval year to month,
  m interval second(3)
);
