import type { Flavour } from "@atlas/dev-database";
import fc from "fast-check";
import { code, sequences } from "./code.ts";
import { choicesOf, statementsOf } from "./part.ts";
import { namesOf, someTables, tablesSql } from "./tables.ts";

/**
 * Schemas as SQL text: tables over a few names with any of their attributes, and a few objects of every other kind that
 * stand on them. Two of them have much in common and much not.
 *
 * @param options.without - names of parts that none has. Default: none.
 */
export function mysqlSchemas(
  flavour: Flavour,
  { without = [] }: { readonly without?: readonly string[] } = {},
): fc.Arbitrary<string> {
  const behind = code.filter(({ name }) => !without.includes(name));
  return fc
    .record({ tables: someTables, sequences: choicesOf(sequences), code: choicesOf(behind) })
    .map((chosen) =>
      [
        ...statementsOf(sequences, chosen.sequences, flavour, new Set()),
        ...tablesSql(chosen.tables, flavour),
        ...statementsOf(behind, chosen.code, flavour, namesOf(chosen.tables)),
      ]
        .map((statement) => `${statement};`)
        .join("\n"),
    );
}
