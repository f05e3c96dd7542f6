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
    name: "events_far",
    needs: ["server"],
    forms: [
      {
        sql: "CREATE FOREIGN TABLE events_far PARTITION OF events FOR VALUES FROM ('2025-06-01') TO ('2026-01-01') SERVER away",
        // The server lets no partition be foreign where a key covers all of them.
        needs: ["without key", "nothing unique"],
      },
      {
        sql: "CREATE FOREIGN TABLE events_far PARTITION OF events (CONSTRAINT early CHECK (id < 9)) FOR VALUES FROM ('2025-06-01') TO ('2025-09-01') SERVER away OPTIONS (a 'b')",
        needs: ["without key", "nothing unique"],
      },
      "CREATE FOREIGN TABLE events_far (id integer NOT NULL, at date NOT NULL) SERVER away",
    ],
    comment: "FOREIGN TABLE events_far",
  },
  {
    name: "people_far",
    needs: ["server", "people"],
    forms: [
      "CREATE FOREIGN TABLE people_far () INHERITS (people) SERVER away",
      "CREATE FOREIGN TABLE people_far (extra text) INHERITS (people) SERVER away OPTIONS (a 'b')",
      "CREATE FOREIGN TABLE people_far (id bigint NOT NULL, extra text) SERVER away",
    ],
    comment: "FOREIGN TABLE people_far",
  },
  {
    name: "over_people_far",
    needs: ["people_far"],
    forms: ["CREATE VIEW over_people_far AS SELECT id FROM people_far"],
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
