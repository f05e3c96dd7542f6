import type { Flavour } from "@atlas/dev-database";
import fc from "fast-check";
import { columnNames, type Columns, columnSql, ident, literal, someColumns, typeOf } from "./columns.ts";

export const tableNames = ["people", "Orders", "the.third"];

const identities = [
  "int NOT NULL AUTO_INCREMENT PRIMARY KEY",
  "bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY",
  "bigint NOT NULL PRIMARY KEY",
  "int NOT NULL PRIMARY KEY COMMENT 'the key'",
  "smallint NOT NULL UNIQUE",
  "int NOT NULL",
] as const;

/** Of tables whose column `id` is none. */
const primaryKeys = [[], ["PRIMARY KEY (number, id)"], ["PRIMARY KEY (id DESC, number)"]] as const;

const actions = [
  "",
  "ON DELETE CASCADE",
  "ON DELETE SET NULL ON UPDATE CASCADE",
  "ON DELETE RESTRICT",
  "ON UPDATE NO ACTION",
];

/** Options that the desired state does not name are left alone, so that all tables name the same. */
const options = [
  "ROW_FORMAT = DYNAMIC STATS_PERSISTENT = 0",
  "ROW_FORMAT = DYNAMIC STATS_PERSISTENT = 0 COMMENT = 'A table''s \\\\ \"comment\"'",
  "ROW_FORMAT = DYNAMIC STATS_PERSISTENT = 1 DEFAULT CHARSET = latin1",
  "ROW_FORMAT = DYNAMIC STATS_PERSISTENT = 0 CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
  "ROW_FORMAT = COMPRESSED STATS_PERSISTENT = 0",
  "ROW_FORMAT = COMPACT STATS_PERSISTENT = 1 COMMENT = 'x'",
] as const;

const engines = [
  "ENGINE = InnoDB ROW_FORMAT = DYNAMIC STATS_PERSISTENT = 0",
  "ENGINE = MyISAM ROW_FORMAT = DYNAMIC STATS_PERSISTENT = 1",
  "ENGINE = MyISAM ROW_FORMAT = DYNAMIC STATS_PERSISTENT = 0 COMMENT = 'my'",
] as const;

const checks = [
  "number > 0",
  "number IN (1, 2, 3) OR number IS NULL",
  "`Mood` <> 'it''s; \\\\'",
  "char_length(word) < 5 AND word <> _utf8mb4'é'",
  "number BETWEEN 1 AND 9 OR NOT (amount > 1.5)",
];

interface Key {
  readonly columns: readonly string[];
  readonly shape: number;
}

interface Table {
  readonly id: (typeof identities)[number];
  readonly columns: Columns;
  readonly generated: number;
  readonly primaryKey: number;
  readonly checks: readonly {
    readonly expression: number;
    readonly name: number;
    readonly enforced: boolean;
  }[];
  readonly keys: readonly Key[];
  readonly parents: readonly { readonly table: number; readonly action: number; readonly hasKey: boolean }[];
  readonly option: number;
  readonly versioned: boolean;
}

const keyed = columnNames.filter((name) => name !== "place" && name !== "document");

const table: fc.Arbitrary<Table> = fc.record({
  id: fc.constantFrom(...identities),
  columns: someColumns,
  generated: fc.nat(6),
  primaryKey: fc.nat(3),
  checks: fc.array(
    fc.record({ expression: fc.nat(checks.length - 1), name: fc.nat(2), enforced: fc.boolean() }),
    { maxLength: 2 },
  ),
  keys: fc.array(
    fc.record({
      columns: fc.shuffledSubarray(keyed, { minLength: 1, maxLength: 3 }),
      shape: fc.nat(9),
    }),
    { maxLength: 3 },
  ),
  parents: fc.array(
    fc.record({
      table: fc.nat(tableNames.length - 1),
      action: fc.nat(actions.length - 1),
      hasKey: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  option: fc.nat(options.length - 1),
  versioned: fc.nat(5).map((one) => one === 5),
});

const partitions = [
  "",
  "PARTITION BY RANGE (id) (PARTITION early VALUES LESS THAN (10), PARTITION late VALUES LESS THAN MAXVALUE)",
  "PARTITION BY RANGE (id) (PARTITION early VALUES LESS THAN (10) COMMENT 'it''s', PARTITION `mid dle` VALUES LESS THAN (20), PARTITION late VALUES LESS THAN MAXVALUE)",
  "PARTITION BY LIST (id) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3))",
  "PARTITION BY LIST COLUMNS (id) (PARTITION a VALUES IN (1, 2, 4))",
  "PARTITION BY HASH (id) PARTITIONS 3",
  "PARTITION BY LINEAR HASH (id DIV 2) PARTITIONS 4",
  "PARTITION BY KEY (id) (PARTITION x, PARTITION y)",
  "PARTITION BY RANGE (id) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION early VALUES LESS THAN (10), PARTITION late VALUES LESS THAN (30))",
];

/** A table by itself: in partitions, or of another engine. */
export const loose = "loose";

export interface Tables {
  readonly related: readonly (Table | null)[];
  /** The one whose constraints have names that are those of another one in another schema. */
  readonly nameless: number;
  readonly loose: { readonly body: Table; readonly partition: number; readonly engine: number } | null;
}

export const someTables: fc.Arbitrary<Tables> = fc.record({
  nameless: fc.nat(tableNames.length - 1),
  related: fc.tuple(...tableNames.map(() => fc.option(table, { freq: 4 }))),
  loose: fc.option(
    fc.record({ body: table, partition: fc.nat(partitions.length + 3), engine: fc.nat(engines.length - 1) }),
    { freq: 2 },
  ),
});

/** Statements that make the tables; foreign keys come last, as they may run in circles. */
export function tablesSql(tables: Tables, flavour: Flavour): readonly string[] {
  const present = tableNames.flatMap((name, at) => {
    const body = tables.related[at];
    return body ? [{ name, body }] : [];
  });
  return [
    ...present.map(({ name, body }) =>
      tableSql(name, body, flavour, { end: optionSql(body, flavour), prefix: prefixOf(name, tables) }),
    ),
    ...looseSql(tables, flavour),
    ...present.flatMap(({ name, body }) => foreignKeys(name, body, tables)),
  ];
}

/** Names of tables, and of columns as `people.word`, that these tables have. */
export function namesOf(tables: Tables): ReadonlySet<string> {
  const bodies: readonly (readonly [string, Table | null | undefined])[] = [
    ...tableNames.map((name, at) => [name, tables.related[at]] as const),
    [loose, tables.loose?.body],
  ];
  return new Set(
    bodies.flatMap(([name, body]) =>
      body ? [name, ...presentColumns(body.columns).map((column) => `${name}.${column}`)] : [],
    ),
  );
}

function presentColumns(columns: Columns): readonly string[] {
  return columnNames.filter((name) => columns[name]);
}

function looseSql({ loose: chosen }: Tables, flavour: Flavour): readonly string[] {
  if (!chosen) return [];
  const partition = partitions[chosen.partition] ?? "";
  if (partition === "")
    return [
      tableSql(loose, chosen.body, flavour, {
        end: engines[chosen.engine] ?? "",
      }),
    ];
  // Partitions hold neither places nor what is unique without the column that they go by.
  const body: Table = {
    ...chosen.body,
    id: "int NOT NULL PRIMARY KEY COMMENT 'the key'",
    columns: { ...chosen.body.columns, place: null },
    keys: chosen.body.keys.filter(({ shape }) => shape !== 5 && shape !== 2),
    versioned: false,
  };
  return [tableSql(loose, body, flavour, { end: `${optionSql(body, flavour)} ${partition}` })];
}

/** What names of constraints begin with: a schema has each but once. */
function prefixOf(name: string, { nameless }: Tables): string {
  return tableNames[nameless] === name ? "the one" : name;
}

function optionSql(body: Table, flavour: Flavour): string {
  const own = options[body.option];
  return isVersioned(body) && flavour === "mariadb" ? `${own} WITH SYSTEM VERSIONING` : `${own}`;
}

/** Such a table takes no column afterwards unless the session says so. */
function isVersioned(body: Table): boolean {
  return body.versioned && body.parents.length === 0;
}

function tableSql(
  name: string,
  body: Table,
  flavour: Flavour,
  { end, prefix = name }: { readonly end: string; readonly prefix?: string },
): string {
  const has = (column: string): boolean => Boolean(body.columns[column]);
  const columns = presentColumns(body.columns).flatMap((column) => {
    const facts = body.columns[column];
    return facts ? [columnSql(column, facts, flavour)] : [];
  });
  const generated = [
    has("number") ? "`doubled` bigint AS (`number` * 2) VIRTUAL" : "",
    has("number") ? "`doubled` bigint AS (`number` * 3) STORED COMMENT 'made'" : "",
    has("word") ? "`doubled` varchar(40) AS (concat(`word`, 'é''\\\\')) VIRTUAL" : "",
    has("amount") ? "`doubled` decimal(20,4) AS (`amount` + 1) STORED" : "",
  ][body.generated];
  const parts = [`\`id\` ${body.id}`, ...columns, ...(generated ? [generated] : [])];
  if (generated && body.primaryKey === 0) parts.push("KEY over_doubled (`doubled`, id)");
  const number = body.columns["number"];
  if (body.id === "int NOT NULL" && number?.nullable === false)
    parts.push(...(primaryKeys[body.primaryKey] ?? []));
  if (number && body.generated === 5) parts.push("CHECK (`number` <> 13)");
  for (const [at, { expression, name: named, enforced }] of body.checks.entries()) {
    const sql = checks[expression] ?? "";
    const isThere = columnNames.every((column) => !sql.replaceAll("`", "").includes(column) || has(column));
    // Names of checks are one for the whole schema on MySQL.
    const own = named === 0 ? "" : `CONSTRAINT ${ident(`${prefix} check ${at + (named === 1 ? 0 : 5)}`)} `;
    if (isThere)
      parts.push(`${own}CHECK (${sql})${enforced || flavour === "mariadb" ? "" : " NOT ENFORCED"}`);
  }
  for (const [at, key] of body.keys.entries()) parts.push(...keySql(`key ${at}`, key, body, flavour));
  return `CREATE TABLE ${ident(name)} (${parts.join(", ")}) ${end}`;
}

function keySql(name: string, { columns, shape }: Key, body: Table, flavour: Flavour): readonly string[] {
  const parts = columns.flatMap((column) => {
    const facts = body.columns[column];
    if (!facts) return [];
    const { isLong, isWithoutKey } = typeOf(column, facts, flavour);
    return isWithoutKey
      ? []
      : [`${ident(column)}${isLong || (column === "word" && shape === 1) ? "(5)" : ""}`];
  });
  const place = body.columns["place"];
  const word = body.columns["word"];
  if (shape === 5 && place && !place.nullable && !typeOf("place", place, flavour).sql.includes("SRID"))
    return [`SPATIAL KEY ${ident(name)} (place)`];
  if (shape === 6 && word) return [`FULLTEXT KEY ${ident(name)} (word) COMMENT ${literal("it's")}`];
  if (parts.length === 0) return [];
  const list = parts.join(", ");
  const hidden = flavour === "mysql" ? "INVISIBLE" : "IGNORED";
  const shapes = [
    `KEY ${ident(name)} (${list})`,
    `KEY ${ident(name)} (${list}) USING BTREE COMMENT ${literal("a\n\\'")}`,
    `UNIQUE KEY ${ident(name)} (${list})`,
    `KEY ${ident(name)} (${parts.map((part) => `${part} DESC`).join(", ")}, id)`,
    `UNIQUE KEY ${ident(name)} (${list}, id) ${hidden}`,
    `KEY (${list})`,
    `KEY ${ident(name)} (id, ${list})`,
    flavour === "mysql" && word
      ? `KEY ${ident(name)} ((lower(left(word, 9))), id)`
      : `KEY ${ident(name)} (${list}, id)`,
  ];
  return [shapes[shape] ?? `KEY ${ident(`other ${name}`)} (${list})`];
}

/** From columns `parent_0` and `parent_1`, which have the type of the key they refer to. */
function foreignKeys(name: string, body: Table, tables: Tables): readonly string[] {
  const { related } = tables;
  return body.parents.flatMap(({ table: at, action, hasKey }, index) => {
    const key = related[at]?.id;
    const parent = tableNames[at] ?? "";
    if (key === undefined || !/KEY|UNIQUE/.test(key)) return [];
    const column = `parent_${index}`;
    return [
      `ALTER TABLE ${ident(name)} ADD COLUMN ${column} ${key.replace(/ NOT NULL.*/, "")}${hasKey ? `, ADD KEY (${column})` : ""},
        ADD CONSTRAINT ${ident(`${prefixOf(name, tables)} has ${column}`)} FOREIGN KEY (${column}) REFERENCES ${ident(parent)} (id) ${actions[action]}`,
    ];
  });
}
