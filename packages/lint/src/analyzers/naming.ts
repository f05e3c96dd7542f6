import type { ModelTable } from "@atlas/core";
import type { Analyzer, AnalyzerOptions, Diagnostic } from "../analyzer.ts";
import type { ModelChange, TableChange } from "../change.ts";
import { matches } from "../patterns.ts";
import { quoted } from "../text.ts";

const kinds = {
  schema: { code: "NM101", title: "Schema" },
  table: { code: "NM102", title: "Table" },
  column: { code: "NM103", title: "Column" },
  index: { code: "NM104", title: "Index" },
  foreign_key: { code: "NM105", title: "Foreign-key constraint" },
  check: { code: "NM106", title: "Check constraint" },
} as const;

type Kind = keyof typeof kinds;

/** Something with a name of its own. */
export interface NamedThing {
  readonly kind: Kind;
  readonly name: string;
}

/** Names of new things that a team does not want. */
export const naming: Analyzer = {
  name: "naming",
  codes: Object.values(kinds).map(({ code }) => code),
  isError: false,
  isOptIn: true,
  analyze: (file, { options }) => {
    const diagnostics = file.statements.flatMap(({ start, changes }) =>
      changes.flatMap(newNames).flatMap((thing): readonly Diagnostic[] => {
        const found = namingViolation(thing, options);
        return found ? [{ start, fixes: [], ...found }] : [];
      }),
    );
    return diagnostics.length === 0 ? [] : [{ text: "naming violations detected", diagnostics, fixes: [] }];
  },
};

/** What a naming policy has against a name; `undefined`: nothing. The settings of the kind win over those of all. */
export function namingViolation(
  { kind, name }: NamedThing,
  { texts, patterns }: AnalyzerOptions,
): Pick<Diagnostic, "code" | "text"> | undefined {
  const own = patterns.find(({ type }) => type === kind);
  const match = own?.match ?? texts["match"];
  if (name === "" || match === undefined || matches(match, name)) return undefined;
  const message = own?.message ?? texts["message"];
  const { code, title } = kinds[kind];
  const text = `${title} named ${quoted(name)} violates the naming policy`;
  return { code, text: message ? `${text}: ${message}` : text };
}

/** A table and all in it that has a name. */
export function namesOfTable(table: ModelTable): readonly NamedThing[] {
  const all = (kind: Kind, parts: readonly { readonly name: string }[]): readonly NamedThing[] =>
    parts.map(({ name }) => ({ kind, name }));
  return [
    { kind: "table", name: table.name },
    ...all("column", table.columns),
    ...all("index", table.indexes),
    ...all("foreign_key", table.foreignKeys),
    ...all("check", table.checks),
  ];
}

function newNames(change: ModelChange): readonly NamedThing[] {
  switch (change.type) {
    case "add_schema":
      return [{ kind: "schema", name: change.schema.name }];
    case "add_table":
      return namesOfTable(change.table);
    case "rename_table":
      return [{ kind: "table", name: change.to.name }];
    case "modify_table":
      return change.changes.flatMap(newPartName);
    default:
      return [];
  }
}

function newPartName(change: TableChange): readonly NamedThing[] {
  switch (change.type) {
    case "add_column":
      return [{ kind: "column", name: change.part.name }];
    case "rename_column":
      return [{ kind: "column", name: change.to.name }];
    case "add_index":
      return [{ kind: "index", name: change.part.name }];
    case "rename_index":
      return [{ kind: "index", name: change.to.name }];
    case "add_foreign_key":
      return [{ kind: "foreign_key", name: change.part.name }];
    case "add_check":
      return [{ kind: "check", name: change.part.name }];
    default:
      return [];
  }
}
