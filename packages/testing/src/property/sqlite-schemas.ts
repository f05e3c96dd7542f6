import fc from "fast-check";

const types = [
  "integer",
  "INTEGER",
  "text",
  "varchar(10)",
  "varchar(20)",
  "real",
  "blob",
  "",
  "numeric(5, 2)",
  "My_Type",
];
const defaults = ["0", "'it''s'", "(1 + 2)", "CURRENT_TIMESTAMP", "x'00ff'", "-1.5", "NULL"];
const keys = [
  "integer",
  "integer PRIMARY KEY",
  "integer PRIMARY KEY AUTOINCREMENT",
  "text PRIMARY KEY",
  "integer NOT NULL UNIQUE",
];
const options = ["", "", " STRICT", " WITHOUT ROWID"];
const actions = [
  "",
  " ON DELETE CASCADE",
  " ON DELETE SET NULL ON UPDATE RESTRICT",
  " DEFERRABLE INITIALLY DEFERRED",
];

const tables = ["people", "Orders", "the.third"];
const names = ["a", "B", "two words"];

const column = fc.record({
  type: fc.constantFrom(...types),
  notNull: fc.boolean(),
  value: fc.nat(defaults.length + 4),
  collate: fc.boolean(),
  check: fc.boolean(),
});

const table = fc.record({
  key: fc.constantFrom(...keys),
  columns: fc.record(Object.fromEntries(names.map((name) => [name, fc.option(column, { freq: 3 })]))),
  generated: fc.nat(3),
  unique: fc.boolean(),
  named: fc.boolean(),
  parent: fc.option(fc.nat(tables.length - 1)),
  action: fc.nat(actions.length - 1),
  index: fc.nat(4),
  view: fc.boolean(),
  trigger: fc.nat(3),
  option: fc.nat(options.length - 1),
});

type Column = typeof column extends fc.Arbitrary<infer Value> ? Value : never;
type Table = typeof table extends fc.Arbitrary<infer Value> ? Value : never;

/** Schemas as SQL text: tables over a few names, so that two of them have much in common and much not. */
export const sqliteSchemas: fc.Arbitrary<string> = fc
  .tuple(...tables.map(() => fc.option(table, { freq: 4 })))
  .map((bodies) =>
    tables
      .flatMap((name, index) => {
        const body = bodies[index];
        const hasParent =
          typeof body?.parent === "number" && Boolean(bodies[body.parent]?.key.match(/KEY|UNIQUE/));
        return body ? [createTable(name, body, hasParent), ...extras(name, body)] : [];
      })
      .join("\n"),
  );

function createTable(name: string, body: Table, hasParent: boolean): string {
  const option = optionOf(body);
  const isStrict = option === " STRICT";
  const present = presentColumns(body);
  const parts = present.map(([column, facts]) => columnSql(column, facts, isStrict));
  const constraint = (what: string): string => (body.named ? `CONSTRAINT "${what} of ${name}" ` : "");
  if (hasParent) parts.push(`"parent" integer`);
  const [[first] = []] = present;
  if (first !== undefined && body.generated > 1)
    parts.push(`"made" text AS (upper("${first}")) ${body.generated === 2 ? "VIRTUAL" : "STORED"}`);
  if (first !== undefined && body.unique) parts.push(`${constraint("once")}UNIQUE ("${first}", "id")`);
  if (hasParent)
    parts.push(
      `${constraint("parent")}FOREIGN KEY ("parent") REFERENCES "${tables[body.parent ?? 0]}" ("id")${actions[body.action]}`,
    );
  return `CREATE TABLE "${name}" (${[`"id" ${body.key}`, ...parts].join(", ")})${option};`;
}

/** Without a row id a table needs a key of its own, and cannot number its rows. */
function optionOf(body: Table): string {
  const option = options[body.option] ?? "";
  const fits = body.key.includes("PRIMARY KEY") && !body.key.includes("AUTOINCREMENT");
  return option === " WITHOUT ROWID" && !fits ? "" : option;
}

function presentColumns(body: Table): readonly (readonly [string, Column])[] {
  return Object.entries(body.columns).flatMap(([name, facts]) => (facts ? [[name, facts] as const] : []));
}

function columnSql(name: string, facts: Column, isStrict: boolean): string {
  const value = defaults[facts.value];
  return [
    `"${name}" ${isStrict ? "any" : facts.type}`,
    // A row that was there before has to get a value.
    facts.notNull && value !== undefined && value !== "NULL" ? "NOT NULL" : "",
    value === undefined ? "" : `DEFAULT ${value}`,
    facts.collate ? "COLLATE NOCASE" : "",
    facts.check ? `CHECK ("${name}" <> ')')` : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function extras(name: string, body: Table): readonly string[] {
  const [[first] = []] = presentColumns(body);
  const statements: string[] = [];
  const indexes = [
    `CREATE INDEX "${name} index" ON "${name}" ("${first}" DESC)`,
    `CREATE UNIQUE INDEX "${name} index" ON "${name}" ("id", "${first}" COLLATE RTRIM)`,
    `CREATE INDEX "${name} index" ON "${name}" (lower("${first}"), "id") WHERE "id" > 3`,
  ];
  const index = indexes[body.index];
  if (first !== undefined && index !== undefined) statements.push(`${index};`);
  if (body.view) statements.push(`CREATE VIEW "${name} view" AS SELECT "id" FROM "${name}";`);
  if (body.trigger > 1)
    statements.push(
      `CREATE TRIGGER "${name} guard" BEFORE DELETE ON "${name}" BEGIN SELECT RAISE(ABORT, 'no; ${body.trigger}'); END;`,
    );
  return statements;
}
