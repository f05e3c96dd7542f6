CREATE TABLE t (id integer, at timestamptz DEFAULT now(), day date DEFAULT CURRENT_DATE + 1, u uuid DEFAULT gen_random_uuid());
