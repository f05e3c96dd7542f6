import type { Flavour } from "@atlas/dev-database";
import fc from "fast-check";
import { code, sequences } from "./code.ts";
import { choicesOf, statementsOf } from "./part.ts";
import { namesOf, someTables, tablesSql } from "./tables.ts";

/**
 * Schemas as SQL text: tables over a few names with any of their attributes, and a few objects of every other kind that
 * stand on them. Two of them have much in common and much not.
 */
export function mysqlSchemas(flavour: Flavour): fc.Arbitrary<string> {
  return fc
    .record({ tables: someTables, sequences: choicesOf(sequences), code: choicesOf(code) })
    .map((chosen) =>
      [
        ...statementsOf(sequences, chosen.sequences, flavour, new Set()),
        ...tablesSql(chosen.tables, flavour),
        ...statementsOf(code, chosen.code, flavour, namesOf(chosen.tables)),
      ]
        .map((statement) => `${statement};`)
        .join("\n"),
    );
}
