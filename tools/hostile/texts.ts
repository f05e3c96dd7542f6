const sql = [
  "SELECT 1;\n",
  ";",
  "(",
  "()",
  "/*",
  "/**/",
  "--\n",
  "'",
  '"',
  "[",
  "E'\\'",
  "$",
  "$a$",
  "$a ",
  "1",
  "1.",
  "x",
  "CREATE TRIGGER a BEGIN ",
  "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; ",
  "CASE END ",
  "DELIMITER //\nDELIMITER ;\n",
  "-- atlas:renamed_from a\nCREATE TABLE t (\n",
  "-- atlas:renamed_from a\n a int,\n",
  "\\",
  "\r\n",
  "\ud83d",
];
const sqlBeginnings = ["", "-- atlas:delimiter //\n", "CREATE TABLE t (", "CREATE TRIGGER x BEGIN "];

const migration = [
  "SELECT 1;\n",
  ";",
  "(",
  "/*",
  "/**/",
  "/*!*/",
  "--\n",
  "-- c",
  "'",
  "`",
  "$a$",
  "$a ",
  "x",
  " ",
  "BEGIN ",
  "BEGIN ATOMIC ",
  "BEGIN x; END; ",
  "l: BEGIN x; ",
  "END ",
  "DELIMITER //\nDELIMITER ;\n",
  "delimiter '",
  "-- atlas:txmode none\n",
  "atlas:x ",
  "\r\n",
  "\ud83d",
];
const migrationBeginnings = ["", "-- atlas:delimiter //\n", "CREATE TABLE t (", "BEGIN x; "];

/** What each tool reads besides SQL. */
const words: Readonly<Record<string, readonly string[]>> = {
  atlas: ["-- a.sql --\n", "-- migration.sql --\n", "-- checks/a.sql --\nSELECT 1;\n", "-- down.sql --\n"],
  "golang-migrate": [";\n"],
  goose: [
    "A;\n",
    "-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n",
    "-- +goose StatementBegin\n",
    "-- +goose ",
    "/*;\n",
    "';\n",
  ],
  flyway: ["${a}"],
  liquibase: ["--changeset a:1\n", "--rollback A;\n", "--rollback (\n", "--changeset "],
  dbmate: ["-- migrate:up\n", "-- migrate:down\n"],
};
const openings: Readonly<Record<string, readonly string[]>> = {
  atlas: ["", "-- atlas:txtar\n", "-- atlas:txtar\n-- migration.sql --\n", "<<<<<<< a\n"],
  goose: ["-- +goose Up\n", "-- +goose Up\n-- +goose Down\n"],
  liquibase: ["--liquibase formatted sql\n"],
  dbmate: ["-- migrate:up\n"],
};

/** What is repeated until a text is long: each was written to make a reader look back, nest, or keep all it saw. */
export const repeated: Readonly<Record<string, readonly string[]>> = {
  hcl: [
    "a = 1\n",
    "[",
    "a {\n",
    "1 + ",
    "-",
    "!",
    "a.b",
    'a["',
    "a ? ",
    "{ a = ",
    "[for x in ",
    '"',
    '"${',
    "%{ if a }",
    "<<A\n",
    "/* a */",
    "# a\n",
    '"$',
    "\\",
    "}",
    " ",
    "\n",
    "\ud83d",
  ],
  "SQL of postgres": sql,
  "SQL of mysql": sql,
  "SQL of sqlite": sql,
  "migrations of postgres": migration,
  "migrations of mysql": migration,
  ...Object.fromEntries(
    Object.entries(words).map(([format, pieces]) => [
      `migration files (${format})`,
      [...pieces, "SELECT 1;\n", "BEGIN ", "/*", "'", "\n"],
    ]),
  ),
  "atlas.sum": ["a h1:b\n", "h1:", "\n", "<<<<<<< a\n", ">>>>>>> a\n", "a"],
  template: [
    "{{ 1 }}",
    "{{/* */}}",
    "{{- 1 -}} \n",
    "{{ $x := 1 }}",
    '{{ print "a" | len }}',
    "{{ if 0 }}{{ else if 0 }}",
    "{{ define `a` }}",
    "{{ range 1 }}",
    "{{ (",
    "{{",
    "}}",
    '{{ "',
    "{{ `",
    " \t\n",
    "\ud83d",
  ],
};

/** What the repetition begins with: a text that is read otherwise from there on. */
export const beginnings: Readonly<Record<string, readonly string[]>> = {
  hcl: ["", "a = ", 'a = "'],
  "SQL of postgres": sqlBeginnings,
  "SQL of mysql": sqlBeginnings,
  "SQL of sqlite": sqlBeginnings,
  "migrations of postgres": migrationBeginnings,
  "migrations of mysql": migrationBeginnings,
  ...Object.fromEntries(
    Object.keys(words).map((format) => [`migration files (${format})`, openings[format] ?? [""]]),
  ),
  "atlas.sum": ["", "h1:a\n", "h1:a\n<<<<<<< a\n"],
  template: ["", "{{ ", "{{ print "],
};

/** A text of random pieces, always the same for one seed. */
export function mixture(reader: string, seed: number): string {
  const pieces = [
    ...(repeated[reader] ?? []),
    ...(beginnings[reader] ?? []),
    "a",
    " ",
    "\n",
    "1",
    "}",
    ")",
    "]",
  ];
  let state = seed * 2_654_435_761 + 1;
  const next = (below: number): number => {
    // A linear congruence of Numerical Recipes: good enough to shuffle pieces.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: 1 + next(60) }, () => pieces[next(pieces.length)]).join("");
}
