CREATE TABLE t (
  id integer,
  a integer DEFAULT -1,
  b numeric DEFAULT 1.50,
  c boolean DEFAULT false,
  d text DEFAULT E'a\\b\n''c''',
  e jsonb DEFAULT '{"a": [1, 2]}',
  f text[] DEFAULT '{}',
  g interval DEFAULT '03:00:00',
  h bytea DEFAULT '\xdeadbeef',
  i date DEFAULT '2020-02-29',
  j double precision DEFAULT 'NaN',
  k bit(4) DEFAULT B'1010'
);
