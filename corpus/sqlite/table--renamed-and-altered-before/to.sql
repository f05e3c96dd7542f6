CREATE TABLE t (id integer PRIMARY KEY, "the value" text CHECK (t."the value" <> ''), w text NOT NULL DEFAULT 'x');
