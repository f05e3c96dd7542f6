import type { Part } from "./part.ts";

/** Text search, publications and foreign data. */
export const around: readonly Part[] = [
  {
    name: "plain",
    forms: [
      "CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = pg_catalog.simple, stopwords = english)",
      "CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = pg_catalog.simple, accept = false)",
      "CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = pg_catalog.snowball, language = german)",
    ],
    comment: "TEXT SEARCH DICTIONARY plain",
  },
  {
    name: "notes",
    forms: [
      "CREATE TEXT SEARCH CONFIGURATION notes (COPY = pg_catalog.english)",
      "CREATE TEXT SEARCH CONFIGURATION notes (PARSER = pg_catalog.default)",
      {
        sql: "CREATE TEXT SEARCH CONFIGURATION notes (COPY = pg_catalog.simple); ALTER TEXT SEARCH CONFIGURATION notes ALTER MAPPING FOR asciiword, word WITH plain, pg_catalog.simple",
        needs: ["plain"],
      },
    ],
    comment: "TEXT SEARCH CONFIGURATION notes",
  },
  {
    name: "search",
    needs: ["notes", "people.word"],
    forms: [
      "CREATE INDEX people_search ON people USING gin (to_tsvector('notes', word))",
      "ALTER TABLE people ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('notes', word)) STORED",
    ],
  },
  {
    name: "publication",
    forms: [
      "CREATE PUBLICATION changes",
      "CREATE PUBLICATION changes FOR ALL TABLES WITH (publish = 'insert')",
      { sql: "CREATE PUBLICATION changes FOR TABLE people", needs: ["logged"] },
      {
        sql: 'CREATE PUBLICATION changes FOR TABLE people, "Orders" WITH (publish_via_partition_root)',
        needs: ["logged", "orders"],
      },
      {
        sql: "CREATE PUBLICATION changes FOR TABLE people (id) WHERE (id > 3)",
        needs: ["logged"],
        since: 15,
      },
      { sql: "CREATE PUBLICATION changes FOR TABLES IN SCHEMA public", since: 15 },
      { sql: "CREATE PUBLICATION changes FOR TABLE ONLY documents, events", needs: ["documents", "events"] },
    ],
    comment: "PUBLICATION changes",
  },
  {
    name: "wrapper",
    forms: ["CREATE FOREIGN DATA WRAPPER far", "CREATE FOREIGN DATA WRAPPER far OPTIONS (debug 'true')"],
    comment: "FOREIGN DATA WRAPPER far",
  },
  {
    name: "server",
    needs: ["wrapper"],
    forms: [
      "CREATE SERVER away FOREIGN DATA WRAPPER far",
      "CREATE SERVER away VERSION '2' FOREIGN DATA WRAPPER far OPTIONS (host 'h', port '1')",
    ],
    comment: "SERVER away",
  },
  {
    name: "mapping",
    needs: ["server"],
    forms: [
      "CREATE USER MAPPING FOR PUBLIC SERVER away",
      "CREATE USER MAPPING FOR PUBLIC SERVER away OPTIONS (\"user\" 'x')",
    ],
  },
  {
    name: "far_people",
    needs: ["server"],
    forms: [
      "CREATE FOREIGN TABLE far_people (id integer NOT NULL, word text OPTIONS (a 'b')) SERVER away",
      "CREATE FOREIGN TABLE far_people (id bigint DEFAULT 3 CHECK (id > 0), word text) SERVER away OPTIONS (schema_name 's')",
      { sql: "CREATE FOREIGN TABLE far_people (id integer, m mood) SERVER away", needs: ["mood"] },
    ],
    comment: "FOREIGN TABLE far_people",
  },
  {
    name: "readings",
    // Without a key: no partition is foreign where one covers all of them.
    forms: [
      `CREATE TABLE readings (at date NOT NULL, value integer DEFAULT 1) PARTITION BY RANGE (at);
CREATE TABLE readings_near PARTITION OF readings FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)`,
      `CREATE TABLE readings (at date NOT NULL, value text CONSTRAINT said CHECK (value <> '')) PARTITION BY RANGE (at);
CREATE TABLE readings_near PARTITION OF readings FOR VALUES FROM ('2026-02-01') TO (MAXVALUE);
CREATE INDEX readings_value ON readings (value)`,
    ],
    comment: "TABLE readings",
  },
  {
    name: "readings_far",
    needs: ["server"],
    forms: [
      {
        sql: "CREATE FOREIGN TABLE readings_far PARTITION OF readings FOR VALUES FROM ('2025-06-01') TO ('2026-01-01') SERVER away",
        needs: ["readings"],
      },
      {
        sql: "CREATE FOREIGN TABLE readings_far PARTITION OF readings (CONSTRAINT early CHECK (at < '2026-01-01')) FOR VALUES FROM (MINVALUE) TO ('2025-09-01') SERVER away OPTIONS (a 'b'); ALTER FOREIGN TABLE readings_far ALTER COLUMN value DROP DEFAULT",
        needs: ["readings"],
      },
      "CREATE FOREIGN TABLE readings_far (at date NOT NULL, value integer) SERVER away",
    ],
    comment: "FOREIGN TABLE readings_far",
  },
  {
    name: "papers",
    forms: [
      "CREATE TABLE papers (id integer NOT NULL, title text DEFAULT 'none')",
      "CREATE TABLE papers (id bigint, title varchar(90), pages integer CONSTRAINT has_pages CHECK (pages > 0))",
    ],
  },
  {
    name: "papers_far",
    needs: ["server", "papers"],
    forms: [
      "CREATE FOREIGN TABLE papers_far () INHERITS (papers) SERVER away",
      "CREATE FOREIGN TABLE papers_far (extra text) INHERITS (papers) SERVER away OPTIONS (a 'b')",
      "CREATE FOREIGN TABLE papers_far (id bigint NOT NULL, extra text) SERVER away",
    ],
    comment: "FOREIGN TABLE papers_far",
  },
  {
    name: "over_papers",
    needs: ["papers_far"],
    forms: ["CREATE VIEW over_papers AS SELECT p.id AS here, f.id AS there FROM papers p, papers_far f"],
  },
  {
    name: "over_far",
    needs: ["far_people"],
    forms: [
      "CREATE VIEW over_far AS SELECT id FROM far_people",
      "CREATE MATERIALIZED VIEW over_far AS SELECT * FROM far_people WITH NO DATA",
    ],
  },
  // The last of all: while it is there people cannot be given a column that has values.
  {
    name: "orders.buyer_row",
    needs: ["orders", "people"],
    forms: [
      'ALTER TABLE "Orders" ADD COLUMN buyer_row people',
      'ALTER TABLE "Orders" ADD COLUMN buyer_rows people[]',
      'ALTER TABLE "Orders" ADD COLUMN buyer_key integer',
      'ALTER TABLE "Orders" ADD COLUMN buyer_name text',
    ],
  },
];
