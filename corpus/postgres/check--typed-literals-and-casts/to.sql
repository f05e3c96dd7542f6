CREATE TABLE t (
  id integer CHECK (id <> '3' AND id::bigint < 10000000000),
  day date CHECK (day > date '2020-01-01' AND day < '2030-01-01'::timestamp),
  name varchar(9) CHECK (name <> 'x'::text AND length(name) < 8 AND name::char(3) <> 'abc'),
  at timestamp DEFAULT timestamp '2020-01-01 00:00', lasts interval DEFAULT interval '1' day
);
