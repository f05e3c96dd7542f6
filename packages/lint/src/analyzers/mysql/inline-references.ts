import type { Model, ModelTable, SqlSyntax } from "@atlas/core";
import { isKeyword, type Token } from "@atlas/sql";
import type { Analyzer, Diagnostic } from "../../analyzer.ts";
import {
  isSameName,
  means,
  nameOf,
  splitList,
  TokenReader,
  type WrittenName,
} from "../../statements/names.ts";
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
    const diagnostics = file.statements.flatMap(({ start, text, to }): readonly Diagnostic[] => {
      const found = referencesIn(text, syntax);
      const table = found && tableOf(found.table, to, syntax);
      if (!found || !table) return [];
      return found.columns
        .filter((column) => !hasForeignKey(table, column, syntax))
        .map((column) => ({
          start,
          code: "MY102",
          text: `Defining column ${quoted(column)} on table ${quoted(table.name)} with inline REFERENCES is ignored by MySQL`,
          fixes: [
            {
              message: `Declare the foreign key by itself: FOREIGN KEY (${column}) REFERENCES …`,
            },
          ],
        }));
    });
    return diagnostics.length === 0 ? [] : [{ text: "inline REFERENCES detected", diagnostics, fixes: [] }];
  },
};

interface Found {
  readonly table: WrittenName;
  /** Defined with REFERENCES. */
  readonly columns: readonly string[];
}

function tableOf(written: WrittenName, { tables }: Model, syntax: SqlSyntax): ModelTable | undefined {
  return tables.find((table) => means(written, table, syntax));
}

function hasForeignKey({ foreignKeys }: ModelTable, column: string, syntax: SqlSyntax): boolean {
  return foreignKeys.some(
    ({ columns: [first = "", second] }) => second === undefined && isSameName(first, column, syntax),
  );
}

/** The columns that a statement creates with REFERENCES; `undefined`: it is another statement. Never throws. */
function referencesIn(text: string, syntax: SqlSyntax): Found | undefined {
  if (!/\breferences\b/i.test(text)) return undefined;
  const reader = TokenReader.of(text, syntax);
  const isCreation = reader.take("CREATE");
  if (!isCreation && !reader.take("ALTER")) return undefined;
  while (reader.takeOne("OR", "REPLACE", "TEMPORARY", "ONLINE", "IGNORE"));
  if (!reader.take("TABLE")) return undefined;
  reader.take("IF", "NOT", "EXISTS");
  reader.take("IF", "EXISTS");
  const table = reader.path();
  if (!table) return undefined;
  const definitions = isCreation
    ? splitList(reader.group() ?? [])
    : splitList(reader.tokens.slice(reader.at)).flatMap((action) => addedColumns(action, syntax));
  const columns = definitions.flatMap((definition) => {
    const name = columnWithReferences(definition, syntax);
    return name === undefined ? [] : [name];
  });
  return { table, columns };
}

/** What `ADD [COLUMN] c …` or `ADD COLUMN (c …, d …)` defines. */
function addedColumns(action: readonly Token[], syntax: SqlSyntax): readonly (readonly Token[])[] {
  const reader = new TokenReader(action, syntax);
  if (!reader.take("ADD")) return [];
  reader.take("COLUMN");
  reader.take("IF", "NOT", "EXISTS");
  const group = reader.group();
  return group ? splitList(group) : [action.slice(reader.at)];
}

const notColumns = new Set(
  "CONSTRAINT PRIMARY UNIQUE KEY INDEX FOREIGN CHECK FULLTEXT SPATIAL VECTOR PERIOD PARTITION SYSTEM".split(
    " ",
  ),
);

function columnWithReferences(definition: readonly Token[], syntax: SqlSyntax): string | undefined {
  const [first] = definition;
  if (!first || (first.kind === "word" && notColumns.has(first.text.toUpperCase()))) return undefined;
  let depth = 0;
  for (const token of definition) {
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    else if (depth === 0 && isKeyword(token, "REFERENCES")) return nameOf(first, syntax);
  }
  return undefined;
}
