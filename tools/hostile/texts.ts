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
