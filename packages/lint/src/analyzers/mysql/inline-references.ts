import type { ModelTable, SqlSyntax } from "@atlas/core";
import type { Analyzer, Diagnostic } from "../../analyzer.ts";
import { inlineReferences as referencesIn } from "../../statements/inline-references.ts";
import { isSameName, means } from "../../statements/names.ts";
import { quoted } from "../../text.ts";

/**
 * MY102: `REFERENCES` behind a column. MySQL before 9.0 and MariaDB before 10.5 take no notice of it; where a foreign
 * key came of it, there is nothing to tell.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/ansi-diff-foreign-keys.html
 */
export const inlineReferences: Analyzer = {
  name: "",
  codes: ["MY102"],
  isError: false,
  dialects: ["mysql"],
  analyze: (file, { syntax }) => {
    const diagnostics = file.statements.flatMap(({ start, text, to }) =>
      referencesIn(text, syntax).flatMap(({ table: written, column }): readonly Diagnostic[] => {
        const table = to.tables.find((each) => means(written, each, syntax));
        if (!table || hasForeignKey(table, column, syntax)) return [];
        const said = `Defining column ${quoted(column)} on table ${quoted(table.name)} with inline REFERENCES is ignored by MySQL`;
        const message = `Declare the foreign key by itself: FOREIGN KEY (${column}) REFERENCES …`;
        return [{ start, code: "MY102", text: said, fixes: [{ message }] }];
      }),
    );
    return diagnostics.length === 0 ? [] : [{ text: "inline REFERENCES detected", diagnostics, fixes: [] }];
  },
};

function hasForeignKey({ foreignKeys }: ModelTable, column: string, syntax: SqlSyntax): boolean {
  return foreignKeys.some(
    ({ columns: [first = "", second] }) => second === undefined && isSameName(first, column, syntax),
  );
}
