CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
CREATE TABLE events (id integer NOT NULL, day date NOT NULL,
  -- atlas:renamed_from remark
  note text DEFAULT 'none', CONSTRAINT positive CHECK (id > 0)) PARTITION BY RANGE (day);
CREATE TABLE events_new PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE FOREIGN TABLE events_old PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') SERVER elsewhere OPTIONS (path '/old');
ALTER FOREIGN TABLE events_old ALTER COLUMN note OPTIONS (ADD column_name 'n');
