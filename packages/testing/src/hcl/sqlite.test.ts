import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sqlite } from "@atlas/dialect-sqlite";
import { stateHash } from "@atlas/engine";
import { readCases } from "../corpus/cases.ts";
import { difference, print, refusal, stateOf, stateOfHcl } from "./sqlite.ts";
import { VocabularyRecord } from "./vocabulary-record.ts";

/** Shapes that no case of the corpus has. */
const odd: Readonly<Record<string, string>> = {
  "constraints that share a name, or have a number for one": `CREATE TABLE p (id integer PRIMARY KEY);
    CREATE TABLE t (a int CONSTRAINT x REFERENCES p, b int CONSTRAINT x REFERENCES p, c int CONSTRAINT "1" REFERENCES p (id), d int REFERENCES p,
      CONSTRAINT k CHECK (a > 1), CONSTRAINT k CHECK (b > 1), CONSTRAINT "" CHECK (c > 1), CONSTRAINT u UNIQUE (a), CONSTRAINT u UNIQUE (b), UNIQUE (c), UNIQUE (d) ON CONFLICT FAIL)`,
  "unnamed constraints among named ones": `CREATE TABLE p (id integer PRIMARY KEY);
    CREATE TABLE t (a int REFERENCES p, b int CONSTRAINT n REFERENCES p, c int REFERENCES p, d int CONSTRAINT m REFERENCES p,
      UNIQUE (a), CONSTRAINT n UNIQUE (b), UNIQUE (c, d DESC), UNIQUE (d COLLATE NOCASE), PRIMARY KEY (a, b))`,
  "names in another case of letters": `CREATE TABLE Parent (Id integer PRIMARY KEY);
    CREATE TABLE t (A int, b text, PRIMARY KEY (a), UNIQUE (B), FOREIGN KEY (a) REFERENCES PARENT (iD));
    CREATE INDEX i ON T (a, B DESC); CREATE TRIGGER r AFTER UPDATE OF B, a ON T BEGIN SELECT 1; END`,
  "references to what is not there": `CREATE TABLE p (id integer PRIMARY KEY);
    CREATE TABLE t (a int REFERENCES nowhere, b int REFERENCES nowhere (x), c int REFERENCES p (missing), d int REFERENCES t)`,
  "texts in double quotes": `CREATE TABLE t (a text DEFAULT "word", b text DEFAULT word, CHECK (a <> "text"));
    CREATE INDEX i ON t ("text", a) WHERE a <> "other"`,
  "templates, quotes and control characters": `CREATE TABLE "a\${b}%{c}" ("d""e\\" text DEFAULT 'f\${g}"h\\
  %{i}', "j.k[0]" int DEFAULT 7 CHECK ("j.k[0]" <> 'l''m'))`,
  "numbers and booleans where texts are, and the reverse": `CREATE TABLE t (a text DEFAULT 5, b text DEFAULT '5', c int DEFAULT '5', d int DEFAULT 5, e bool DEFAULT TRUE,
    f text DEFAULT true, g real DEFAULT 1.50, h real DEFAULT .5, i int DEFAULT 9223372036854775807, j date DEFAULT '2020-01-01', k date DEFAULT 7, l text DEFAULT '''q''', m blob DEFAULT '', n DEFAULT -0.0, o int DEFAULT 007)`,
  "types of every word": `CREATE TABLE t (a varchar(10), b DECIMAL(10, 2), c numeric(5), d datetime(6), e DOUBLE  PRECISION, f unsigned big int, g native character(70),
    h varchar(10, 2), i timestamp, j "odd type", k int(-1), l native_character, m varying character (3), n any, o)`,
  "names in brackets with parentheses":
    "CREATE TABLE t ([a)b] int, c int AS ([a)b] + 1), CHECK ([a)b] > 0)); CREATE INDEX i ON t (([a)b] + 2))",
  "views and triggers of several lines": `CREATE TABLE t (a text, b text);
    CREATE VIEW v ("a b", c) AS
      SELECT a, -- first
        'x

   \${y}' FROM t
      WHERE a <> '  ';
    CREATE VIEW w AS SELECT 'one
   
two' AS x, "a b" FROM V;
    CREATE TRIGGER r INSTEAD OF UPDATE OF "a b" ON v FOR EACH ROW WHEN (new.c > 1) BEGIN
      UPDATE t SET a = CASE WHEN 1 THEN 'SQL
SQL' END;

      DELETE FROM t WHERE a = old.c;
    END`,
};

describe("SQLite in HCL", () => {
  const record = new VocabularyRecord();
  const scripts = new Map(
    readCases("sqlite").map(({ name, direction, from }): [string, string] => [`${name} ${direction}`, from]),
  );
  for (const [name, script] of [...scripts, ...Object.entries(odd)])
    it(`is read back as it was written: ${name}`, async () => {
      const state = await stateOf(script);
      const text = print(state);
      const read = await stateOfHcl(text);
      assert.deepEqual(difference(state, read), [], text);
      assert.equal(print(read), text);
      record.add(text);
    });

  it("is written as documented", async () => {
    const state = await stateOf(`CREATE TABLE t (
        id integer PRIMARY KEY AUTOINCREMENT,
        name text NOT NULL DEFAULT 'x',
        age int CHECK (age > 0),
        parent int REFERENCES t (id) ON DELETE SET NULL,
        twice int GENERATED ALWAYS AS (age * 2)
      ) STRICT;
      CREATE UNIQUE INDEX u ON t (name) WHERE age > 1;`);
    assert.equal(print(state), documented);
  });

  it("has the hashes that are known for it", async () => {
    const hash = async (columns: string): Promise<string> =>
      stateHash(
        await stateOf(`CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, ${columns})`),
        sqlite,
      );
    assert.equal(await hash("name text"), "vJYpErjN4kWJpw4nRaJcEX3xx/jExj4a05Ll3Y7gXr4=");
    assert.equal(
      await hash("name text, email text NOT NULL DEFAULT 'unknown'"),
      "B5OVckDEeHcaSdYCUMEfYe8CZN85ahLkef44hfwCe2g=",
    );
  });

  it("takes what people write", async () => {
    const text = `
      schema "main" {}
      table "p" {
        schema = schema.main
        comment = "nobody keeps it"
        column "id" {
          type = integer
          auto_increment = true
        }
        column "kind" {
          type = varchar(20)
          null = true
          default = "a"
        }
        column "twice" {
          type = int
          null = true
          as = "id * 2"
        }
        unique "once" { columns = [column.kind] }
        check "some" { expr = "id > 0 -- at least one" }
        foreign_key "up" {
          columns = [column.id]
          ref_columns = [table.p.column.id]
          on_delete = "SET NULL"
        }
      }
      trigger "t" {
        on = table.p
        foreach = ROW
        after { delete = true }
        as = "DELETE FROM p"
      }
      view "v" {
        schema = schema.main
        column "x" {
          type = int
          null = true
        }
        as = "SELECT id FROM p;"
        depends_on = [table.p]
      }`;
    const state = await stateOfHcl(text);
    const wanted =
      await stateOf(`CREATE TABLE p (id integer NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT up REFERENCES p (id) ON DELETE SET NULL, kind varchar(20) DEFAULT 'a',
        twice int AS (id * 2), CONSTRAINT once UNIQUE (kind), CONSTRAINT some CHECK (id > 0));
      CREATE TRIGGER t AFTER DELETE ON p BEGIN DELETE FROM p; END; CREATE VIEW v (x) AS SELECT id FROM p;`);
    assert.deepEqual(difference(state, wanted), []);
    record.add(text);
  });

  it("uses the words that are recorded", () => record.check("sqlite"));

  it("is refused by place, with what to write", async () => {
    const table = (body: string): string =>
      `schema "main" {}\ntable "t" {\n  schema = schema.main\n${body}\n}\n`;
    const column = 'column "a" { type = int }\n';
    const cases: readonly (readonly [string, RegExp])[] = [
      [
        table('column "a" { type = intt }'),
        /^schema\.hcl:4: Unknown column\.type; There is no type named "intt"\. Did you mean int\?/,
      ],
      [table('column "a" { type = bool(1) }'), /:4: Type "bool" does not accept attributes/],
      [table('column "a" { null = true }'), /:4: missing type of column "a"/],
      [table(`${column}index "i" { unique = true }`), /:5: missing definition for index "i"/],
      [table(`${column}index "i" { columns = [column.b] }`), /:5: column "b" was not found in table t/],
      [
        table(`${column}index "i" {\non { desc = true }\n}`),
        /:6: "column" or "expr" are required for index "i" at position 0/,
      ],
      [
        table(`${column}foreign_key "f" {\n columns = [column.a]\n}`),
        /:5: missing ref_columns of foreign_key "f"/,
      ],
      [table(`${column}colum "b" {}`), /:5: unexpected block "colum".*Did you mean column\?/],
      [
        `${table(column)}trigger "r" {\n on = table.t\n as = "SELECT 1"\n}`,
        /:7: trigger "r" needs exactly one block/,
      ],
      [
        `${table(column)}trigger "r" {\n on = table.t\n as = "SELECT 1"\n after {\n insert = true\n delete = true\n}\n}`,
        /needs exactly one event/,
      ],
      [
        `${table(column)}function "f" {}`,
        /unexpected block "function".*Known here: schema, table, trigger, view/,
      ],
    ];
    for (const [text, expected] of cases) assert.match(await refusal(text), expected);
  });
});

const documented = `table "t" {
  schema = schema.main
  column "id" {
    null           = true
    type           = integer
    auto_increment = true
  }
  column "name" {
    null    = false
    type    = text
    default = "x"
  }
  column "age" {
    null = true
    type = int
  }
  column "parent" {
    null = true
    type = int
  }
  column "twice" {
    null = true
    type = int
    as {
      expr = "(age * 2)"
      type = VIRTUAL
    }
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "0" {
    columns     = [column.parent]
    ref_columns = [column.id]
    on_update   = NO_ACTION
    on_delete   = SET_NULL
  }
  index "u" {
    unique  = true
    columns = [column.name]
    where   = "age > 1"
  }
  check {
    expr = "(age > 0)"
  }
  strict = true
}
schema "main" {
}
`;
