/**
 * A schema of a shop with many branches, each in a schema of its own, with every kind of object that PostgreSQL
 * has and we manage.
 *
 * @param tables - about so many, partitions among them.
 */
export function shopSchema(tables: number): string {
  const branches = Math.max(1, Math.round(tables / tablesOfABranch));
  const all = Array.from({ length: branches }, (_none, index) => branch(index));
  return [database, ...all, ...(branches > 1 ? [acrossBranches(branches)] : [])].join("\n");
}

const tablesOfABranch = 22;

/** What a database has once. */
const database = `
CREATE EXTENSION citext WITH SCHEMA public;
CREATE EXTENSION pg_trgm WITH SCHEMA public;
CREATE EXTENSION btree_gist WITH SCHEMA public;
CREATE COLLATION public.numeric_order (provider = icu, locale = 'en-u-kn-true');
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = pg_catalog.simple, stopwords = english);
CREATE TEXT SEARCH CONFIGURATION public.notes (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION public.notes ALTER MAPPING FOR asciiword WITH public.plain;
COMMENT ON TEXT SEARCH CONFIGURATION public.notes IS 'How notes are searched';
CREATE TEXT SEARCH PARSER public.words (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE public.as_it_is (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE FOREIGN DATA WRAPPER archives;
CREATE SERVER attic VERSION '2' FOREIGN DATA WRAPPER archives OPTIONS (shelf '3');
CREATE USER MAPPING FOR PUBLIC SERVER attic OPTIONS (reader 'anybody');
CREATE FUNCTION public.watch_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Nothing to do.
END;
$$;
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE AS') EXECUTE FUNCTION public.watch_ddl();
CREATE DOMAIN public.email AS public.citext CONSTRAINT looks_right CHECK (VALUE ~ '^[^@]+@[^@]+$');
COMMENT ON DOMAIN public.email IS 'An address, in any case of letters';
`;

function branch(number: number): string {
  const s = `branch_${String(number).padStart(4, "0")}`;
  const plain = Array.from({ length: 7 }, (_none, index) => plainTable(s, index));
  return `
CREATE SCHEMA ${s};
COMMENT ON SCHEMA ${s} IS 'Branch number ${number}';
CREATE TYPE ${s}.status AS ENUM ('new', 'paid', 'sent "soon"', 'it''s gone');
CREATE TYPE ${s}.address AS (street text, city character varying(80), zip character(5));
CREATE TYPE ${s}.price_range AS RANGE (subtype = numeric);
CREATE DOMAIN ${s}.quantity AS integer DEFAULT 1 NOT NULL CONSTRAINT positive CHECK (VALUE > 0);
CREATE SEQUENCE ${s}.order_numbers AS bigint INCREMENT BY 10 MINVALUE 100 START WITH 1000 CACHE 5;
COMMENT ON SEQUENCE ${s}.order_numbers IS 'Numbers that customers see';
CREATE FUNCTION ${s}.next_number() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT nextval('${s}.order_numbers') $$;
CREATE FUNCTION ${s}.tax(amount numeric, rate numeric DEFAULT 0.19) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT amount * rate $$;
COMMENT ON FUNCTION ${s}.tax(numeric, numeric) IS 'Tax on an amount';
CREATE TABLE ${s}.customers (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100) PRIMARY KEY,
  email public.email UNIQUE,
  name character varying(120) COLLATE public.numeric_order NOT NULL DEFAULT 'nobody''s "name"',
  home ${s}.address,
  tags text[] NOT NULL DEFAULT '{}',
  search tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, name)) STORED,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT has_name CHECK (length(name) > 0)
);
COMMENT ON TABLE ${s}.customers IS E'People who buy\\nor will';
COMMENT ON COLUMN ${s}.customers.email IS '\${not} a template %{ either';
COMMENT ON CONSTRAINT has_name ON ${s}.customers IS 'A name is needed';
ALTER TABLE ${s}.customers ALTER COLUMN name SET STORAGE EXTERNAL;
ALTER TABLE ${s}.customers ALTER COLUMN tags SET STATISTICS 500;
CREATE INDEX customers_search ON ${s}.customers USING gin (search);
CREATE INDEX customers_name_trgm ON ${s}.customers USING gin (name public.gin_trgm_ops);
CREATE UNIQUE INDEX customers_lower ON ${s}.customers (lower(name), created_at DESC NULLS LAST) INCLUDE (id) WHERE created_at IS NOT NULL;
COMMENT ON INDEX ${s}.customers_lower IS 'One of a name';
CREATE STATISTICS ${s}.customers_together (dependencies, ndistinct) ON name, created_at FROM ${s}.customers;
CREATE TABLE ${s}.orders (
  number bigint NOT NULL DEFAULT ${s}.next_number(),
  customer_id bigint NOT NULL REFERENCES ${s}.customers (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  state ${s}.status NOT NULL DEFAULT 'new',
  amount numeric(12,2) NOT NULL DEFAULT 0,
  taxes numeric(12,2) GENERATED ALWAYS AS (${s}.tax(amount)) STORED,
  prices ${s}.price_range,
  shipping_id integer,
  PRIMARY KEY (number),
  CHECK (amount >= 0::numeric)
) WITH (fillfactor = 80);
CREATE INDEX orders_open ON ${s}.orders (customer_id) WHERE state = 'new';
CREATE TABLE ${s}.shipments (
  id serial PRIMARY KEY,
  order_number bigint REFERENCES ${s}.orders (number),
  during tstzrange NOT NULL,
  truck integer NOT NULL,
  EXCLUDE USING gist (truck WITH =, during WITH &&)
);
ALTER TABLE ${s}.orders ADD CONSTRAINT ships FOREIGN KEY (shipping_id) REFERENCES ${s}.shipments (id) NOT VALID;
CREATE TABLE ${s}.events (
  id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  what jsonb,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX events_what ON ${s}.events USING gin (what jsonb_path_ops);
CREATE TABLE ${s}.events_2024 PARTITION OF ${s}.events FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
CREATE TABLE ${s}.events_2025 PARTITION OF ${s}.events FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00') PARTITION BY HASH (id);
CREATE TABLE ${s}.events_2025_a PARTITION OF ${s}.events_2025 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE ${s}.events_2025_b PARTITION OF ${s}.events_2025 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE ${s}.events_rest PARTITION OF ${s}.events DEFAULT;
CREATE TABLE ${s}.readings (at date NOT NULL, value numeric DEFAULT 0, CONSTRAINT not_below CHECK (value >= 0)) PARTITION BY RANGE (at);
CREATE INDEX readings_at ON ${s}.readings (at);
CREATE TABLE ${s}.readings_new PARTITION OF ${s}.readings FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);
CREATE FOREIGN TABLE ${s}.readings_old PARTITION OF ${s}.readings FOR VALUES FROM (MINVALUE) TO ('2025-01-01') SERVER attic OPTIONS (box '${number}');
CREATE TABLE ${s}.documents (id uuid PRIMARY KEY, body text NOT NULL);
CREATE FOREIGN TABLE ${s}.old_documents (box integer OPTIONS (name 'b')) INHERITS (${s}.documents) SERVER attic;
COMMENT ON FOREIGN TABLE ${s}.old_documents IS 'In the attic';
CREATE TABLE ${s}.invoices (total numeric(12,2)) INHERITS (${s}.documents);
CREATE UNLOGGED TABLE ${s}.carts (id integer GENERATED BY DEFAULT AS IDENTITY, item text, amount ${s}.quantity);
CREATE VIEW ${s}.open_orders (number, buyer) AS SELECT o.number, c.name FROM ${s}.orders o JOIN ${s}.customers c ON c.id = o.customer_id WHERE o.state = 'new';
COMMENT ON VIEW ${s}.open_orders IS 'What is to be done';
CREATE VIEW ${s}.big_orders AS SELECT number FROM ${s}.orders WHERE amount > 1000 WITH CASCADED CHECK OPTION;
CREATE MATERIALIZED VIEW ${s}.sales AS SELECT customer_id, sum(amount) AS total FROM ${s}.orders GROUP BY customer_id;
CREATE UNIQUE INDEX sales_customer ON ${s}.sales (customer_id);
CREATE FUNCTION ${s}.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.name = '' THEN
    NEW.name := 'nobody';
  END IF;

  RETURN NEW;
END;
$$;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF name ON ${s}.customers FOR EACH ROW WHEN (NEW.name <> 'x') EXECUTE FUNCTION ${s}.touch();
COMMENT ON TRIGGER touch ON ${s}.customers IS 'No empty names';
CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON ${s}.customers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${s}.touch();
CREATE FUNCTION ${s}.orders_of(buyer bigint) RETURNS SETOF ${s}.orders LANGUAGE sql STABLE AS $$ SELECT * FROM ${s}.orders WHERE customer_id = buyer $$;
CREATE FUNCTION ${s}.totals() RETURNS TABLE (buyer bigint, total numeric) LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'pg_catalog' AS $$ SELECT customer_id, sum(amount) FROM ${s}.orders GROUP BY 1 $$;
CREATE PROCEDURE ${s}.tidy(days integer DEFAULT 30, INOUT removed integer DEFAULT 0) LANGUAGE plpgsql AS $$ BEGIN removed := days; END; $$;
CREATE AGGREGATE ${s}.sum_all(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0');
CREATE RULE keep AS ON DELETE TO ${s}.documents DO INSTEAD NOTHING;
ALTER TABLE ${s}.customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON ${s}.customers AS RESTRICTIVE FOR SELECT TO PUBLIC USING (name = CURRENT_USER);
CREATE POLICY all_of_it ON ${s}.customers USING (true) WITH CHECK (id > 0);
${plain.join("\n")}`;
}

function plainTable(schema: string, index: number): string {
  const previous = index === 0 ? "customers" : `item_${index - 1}`;
  return `CREATE TABLE ${schema}.item_${index} (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  parent_id bigint REFERENCES ${schema}.${previous} (id) ON UPDATE CASCADE ON DELETE SET NULL,
  code character varying(${20 + index}) NOT NULL,
  price numeric(10,2) NOT NULL DEFAULT 9.99,
  weight double precision,
  is_active boolean NOT NULL DEFAULT true,
  made_on date DEFAULT CURRENT_DATE,
  lasts interval DEFAULT '3 days'::interval,
  data jsonb NOT NULL DEFAULT '{"a": 1}'::jsonb,
  note text,
  UNIQUE (code, parent_id)
);
CREATE INDEX item_${index}_active ON ${schema}.item_${index} (is_active, made_on DESC);
CREATE INDEX item_${index}_note ON ${schema}.item_${index} USING hash (note);
COMMENT ON TABLE ${schema}.item_${index} IS 'Items of level ${index}';
COMMENT ON COLUMN ${schema}.item_${index}.price IS 'In euros';
`;
}

/** What one branch needs of another, and a publication over some of them. */
function acrossBranches(branches: number): string {
  const links = Array.from({ length: branches - 1 }, (_none, index) => {
    const [from, to] = [index, index + 1].map((each) => `branch_${String(each).padStart(4, "0")}`);
    return `ALTER TABLE ${to}.item_6 ADD COLUMN other_branch bigint REFERENCES ${from}.customers (id);
CREATE VIEW ${to}.neighbours AS SELECT id, name FROM ${from}.customers;`;
  });
  return `${links.join("\n")}
CREATE PUBLICATION changes FOR TABLE branch_0000.customers, branch_0001.customers WITH (publish = 'insert, update');
`;
}
