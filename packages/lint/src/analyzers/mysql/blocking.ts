import { significantTokens } from "@atlas/sql";
import type { Analyzer, Diagnostic, LintContext, LintFile } from "../../analyzer.ts";
import { spansOf } from "../../spans.ts";
import type { Alteration, Found } from "./alteration.ts";
import { columnChanges } from "./columns.ts";
import { keyChanges } from "./keys.ts";
import { optionChanges } from "./options.ts";
import { valueChanges } from "./values.ts";

const groups: readonly ((alteration: Alteration) => readonly Found[])[] = [
  valueChanges,
  columnChanges,
  keyChanges,
  optionChanges,
];

/** Changes for which MySQL or MariaDB writes a table anew, or keeps others from writing to it. */
export const mysqlBlocking: Analyzer = {
  name: "",
  codes: [
    ..."110 111 112 113 120 121 122 123".split(" "),
    ...Array.from({ length: 19 }, (_, at) => String(130 + at)),
  ].map((number) => `MY${number}`),
  isError: false,
  dialects: ["mysql"],
  // TiDB has ways of its own.
  analyze: (file, context) => (context.family === "tidb" ? [] : reportsOf(file, context)),
};

function reportsOf(file: LintFile, context: LintContext): ReturnType<Analyzer["analyze"]> {
  const spans = spansOf(file);
  const diagnostics: Diagnostic[] = [];
  let checksForeignKeys = true;
  for (const { start, text, changes } of file.statements) {
    checksForeignKeys = foreignKeyChecks(text, context) ?? checksForeignKeys;
    for (const change of changes) {
      if (change.type !== "modify_table" || spans.isNew(change.to)) continue;
      for (const find of groups)
        for (const { code, text: said, fix } of find({ change, context, checksForeignKeys }))
          diagnostics.push({ start, code, text: said, fixes: fix === undefined ? [] : [{ message: fix }] });
    }
  }
  return diagnostics.length === 0
    ? []
    : [{ text: "table copy or blocking operation detected", diagnostics, fixes: [] }];
}

/** What `SET foreign_key_checks = …` says; `undefined`: the statement is another. */
function foreignKeyChecks(text: string, { syntax }: LintContext): boolean | undefined {
  if (!/foreign_key_checks/i.test(text)) return undefined;
  const words = significantTokens(text, syntax).map((token) => token.text.toLowerCase());
  if (words[0] !== "set") return undefined;
  const at = words.findLastIndex((word) => word.endsWith("foreign_key_checks"));
  const value = words.slice(at + 1).find((word) => word !== ":" && word !== "=" && word !== ":=");
  if (value === undefined) return undefined;
  return !/^(?:0|off|false|'off'|"off")$/.test(value);
}
