CREATE TABLE kept (id integer);
CREATE TABLE t (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL DEFAULT 'x',
  age integer CHECK (age >= 0),
  CONSTRAINT name_once UNIQUE (name)
);
CREATE INDEX t_age ON t (age DESC NULLS LAST);
COMMENT ON TABLE t IS 'new';
COMMENT ON COLUMN t.age IS 'in years';
