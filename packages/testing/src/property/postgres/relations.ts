import type { Part } from "./part.ts";

/** Views of both sorts, statistics, triggers, rules and policies. */
export const relations: readonly Part[] = [
  {
    name: "shown",
    needs: ["people"],
    forms: [
      "CREATE VIEW shown AS SELECT id FROM people",
      {
        sql: "CREATE VIEW shown AS SELECT id, word FROM people WHERE word <> ''",
        needs: ["people.word"],
        gives: ["shown.word"],
      },
      {
        sql: "CREATE VIEW shown WITH (security_barrier) AS SELECT id, twice(id::integer) AS two FROM people",
        needs: ["twice"],
      },
      {
        sql: "CREATE MATERIALIZED VIEW shown AS SELECT id, number FROM people",
        needs: ["people.number"],
        gives: ["kept"],
      },
      {
        sql: "CREATE MATERIALIZED VIEW shown WITH (fillfactor = 50) AS SELECT id FROM people",
        gives: ["kept"],
      },
      "CREATE VIEW shown AS SELECT * FROM people",
      "CREATE TABLE shown (id bigint)",
    ],
  },
  {
    name: "shown index",
    needs: ["kept"],
    forms: ["CREATE UNIQUE INDEX shown_index ON shown (id)", "CREATE INDEX shown_index ON shown (id DESC)"],
    comment: "INDEX shown_index",
  },
  {
    name: "over_shown",
    needs: ["shown"],
    forms: [
      { sql: "CREATE VIEW over_shown AS SELECT id FROM shown" },
      {
        sql: 'CREATE VIEW over_shown (key, total) AS SELECT s.id, count(o.*) FROM shown s LEFT JOIN "Orders" o ON o.person = s.id GROUP BY s.id',
        needs: ["orders"],
      },
      { sql: "CREATE MATERIALIZED VIEW over_shown AS SELECT word FROM shown", needs: ["shown.word"] },
    ],
  },
  {
    name: "unfilled",
    needs: ["people"],
    // A view that holds rows is never emptied: this one never does.
    forms: [
      "CREATE MATERIALIZED VIEW unfilled AS SELECT id FROM people WITH NO DATA",
      "CREATE MATERIALIZED VIEW unfilled WITH (fillfactor = 60) AS SELECT id, id AS other FROM people WITH NO DATA",
    ],
    comment: "MATERIALIZED VIEW unfilled",
  },
  {
    name: "all_events",
    needs: ["events"],
    forms: [
      "CREATE VIEW all_events AS SELECT * FROM events",
      { sql: "CREATE VIEW all_events AS SELECT id, note FROM events", needs: ["events.note"] },
    ],
    comment: "VIEW all_events",
  },
  {
    name: "statistics",
    needs: ["people.word", "people.number"],
    forms: [
      "CREATE STATISTICS together ON word, number FROM people",
      "CREATE STATISTICS together (dependencies) ON number, word FROM people",
      { sql: "CREATE STATISTICS together (mcv) ON lower(word), number FROM people", since: 14 },
    ],
    comment: "STATISTICS together",
  },
  {
    name: "touch",
    forms: [
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN NULL; END $$",
    ],
  },
  {
    name: "trigger",
    needs: ["touch", "people"],
    forms: [
      "CREATE TRIGGER touch_it BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION touch('a', '1')",
      {
        sql: "CREATE TRIGGER touch_it BEFORE UPDATE OF word ON people FOR EACH ROW WHEN (NEW.word <> '') EXECUTE FUNCTION touch()",
        needs: ["people.word"],
      },
      "CREATE TRIGGER touch_it AFTER DELETE ON people REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION touch()",
      "CREATE CONSTRAINT TRIGGER touch_it AFTER UPDATE ON people DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch()",
      "CREATE TRIGGER touch_it AFTER TRUNCATE ON people EXECUTE FUNCTION touch(); ALTER TABLE people DISABLE TRIGGER touch_it",
    ],
    comment: "TRIGGER touch_it ON people",
  },
  {
    name: "trigger of events",
    needs: ["touch", "events"],
    forms: [
      "CREATE TRIGGER touch_events AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION touch()",
      {
        sql: "CREATE TRIGGER touch_events AFTER INSERT ON events_a FOR EACH ROW EXECUTE FUNCTION touch()",
        needs: ["events_a"],
      },
    ],
  },
  {
    name: "rule",
    needs: ["orders"],
    forms: [
      'CREATE RULE keep AS ON DELETE TO "Orders" DO INSTEAD NOTHING',
      'CREATE RULE keep AS ON UPDATE TO "Orders" WHERE OLD.id <> NEW.id DO INSTEAD NOTHING',
      {
        sql: 'CREATE RULE keep AS ON INSERT TO "Orders" DO ALSO UPDATE people SET id = NEW.id WHERE id = NEW.person',
        needs: ["people"],
      },
    ],
    comment: 'RULE keep ON "Orders"',
  },
  {
    name: "policy",
    needs: ["orders"],
    forms: [
      'CREATE POLICY own ON "Orders" USING (id > 0)',
      'CREATE POLICY own ON "Orders" AS RESTRICTIVE FOR INSERT TO PUBLIC WITH CHECK (id > 0)',
      {
        sql: 'CREATE POLICY own ON "Orders" FOR SELECT USING (EXISTS (SELECT FROM people p WHERE p.id = person))',
        needs: ["people"],
      },
      {
        sql: 'CREATE POLICY own ON "Orders" FOR UPDATE USING (twice(id::integer) > 0) WITH CHECK (true)',
        needs: ["twice"],
      },
    ],
    comment: 'POLICY own ON "Orders"',
  },
];
