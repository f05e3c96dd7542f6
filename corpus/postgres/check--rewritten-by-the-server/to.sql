CREATE TABLE t (
  id integer,
  v varchar(10),
  w text,
  d date,
  CONSTRAINT c1 CHECK (v IN ('b', 'a', 'c')),
  CONSTRAINT c2 CHECK (w ~~ 'x%' OR w IS NULL),
  CONSTRAINT c3 CHECK (d BETWEEN '2000-01-01' AND DATE '2100-01-01'),
  CONSTRAINT c4 CHECK (NOT (id <> ALL (ARRAY[1, 2]))),
  CONSTRAINT c5 CHECK (id::numeric + 1.0 > 0)
);
