import type { ModelColumn, ModelTable } from "@atlas/core";
import type { TableChange } from "../../change.ts";
import { quoted } from "../../text.ts";
import type { Alteration, Found } from "./alteration.ts";
import { isConversion } from "./options.ts";
import { serverDoes } from "./server.ts";
import { areValues } from "./values.ts";

/** MY130, MY140-MY143, MY147 and MY148: columns that are added or changed so that the server writes the table anew. */
export function columnChanges(alteration: Alteration): readonly Found[] {
  return alteration.change.changes.flatMap((inner) => changeOf(inner, alteration));
}

function changeOf(inner: TableChange, alteration: Alteration): readonly Found[] {
  if (inner.type === "add_column") return additionOf(inner.part, alteration);
  // What else becomes of a renamed column is a change of its own.
  if (inner.type !== "modify_column") return [];
  const { from, to } = inner;
  return (
    [typeChange, generatedChange, nullChange, charsetChange]
      .map((find) => find(from, to, alteration))
      .filter((found) => found !== undefined)
      // The table is copied once.
      .slice(0, 1)
  );
}

function additionOf(column: ModelColumn, alteration: Alteration): readonly Found[] {
  const { change, context } = alteration;
  const [name, table] = [quoted(column.name), quoted(change.to.name)];
  if (column.generated?.stored)
    return [
      {
        code: "MY140",
        text: `Adding stored generated column ${name} requires a copy of table ${table}`,
        fix: `Add column ${name} as a VIRTUAL one, and index it where it is searched`,
      },
    ];
  if (column.autoIncrement)
    return [
      {
        code: "MY141",
        text: `Adding AUTO_INCREMENT column ${name} rewrites table ${table} and blocks writes meanwhile`,
      },
    ];
  // A virtual column is in no row.
  if (column.generated || isLast(column, change.from, change.to)) return [];
  if (!serverDoes("instantOnlyAtEnd", context)) return [];
  return [
    {
      code: "MY142",
      text: `Adding column ${name} before existing columns rewrites table ${table}`,
      fix: `Add column ${name} behind all others, which takes an instant`,
    },
  ];
}

function isLast({ name }: ModelColumn, from: ModelTable, to: ModelTable): boolean {
  const at = to.columns.findIndex((column) => column.name === name);
  return !to.columns.slice(at + 1).some((behind) => from.columns.some((old) => old.name === behind.name));
}

function typeChange(from: ModelColumn, to: ModelColumn, { change, context }: Alteration): Found | undefined {
  if (from.type === to.type || areValues(from, to)) return undefined;
  if (!from.generated && (isSameInteger(from, to) || widensInPlace(from, to, context))) return undefined;
  return {
    code: "MY130",
    text: `Modifying the type of column ${quoted(to.name)} from "${from.type}" to "${to.type}" requires a copy of table ${quoted(change.to.name)}`,
  };
}

/** `bool` is a name of `tinyint`; widths are how a number is shown. */
function isSameInteger(from: ModelColumn, to: ModelColumn): boolean {
  const key = ({ type }: ModelColumn): string | undefined => {
    const [, name, signs = ""] =
      /^(bool|tinyint|smallint|mediumint|int|bigint)(?:\(\d+\))?((?: unsigned| zerofill)*)$/.exec(type) ?? [];
    return name && `${name === "bool" ? "tinyint" : name}${signs.includes("unsigned") ? " unsigned" : ""}`;
  };
  return key(from) !== undefined && key(from) === key(to);
}

/** A text that may get longer keeps its rows as long as its length takes as many bytes as before. */
function widensInPlace(from: ModelColumn, to: ModelColumn, context: Alteration["context"]): boolean {
  const [before, after] = [from.attributes["max_bytes"], to.attributes["max_bytes"]];
  if (from.typeName !== to.typeName || typeof before !== "number" || typeof after !== "number") return false;
  if (after < before) return false;
  return before < 256 === after < 256 || (before < 128 && serverDoes("widensShortTexts", context));
}

function generatedChange(
  from: ModelColumn,
  to: ModelColumn,
  { change, context }: Alteration,
): Found | undefined {
  const [before, after] = [from.generated, to.generated];
  if (!before && !after) return undefined;
  if (before?.expression === after?.expression && before?.stored === after?.stored) return undefined;
  const isVirtual = before?.stored === false && after?.stored === false;
  const isIndexed = change.from.indexes.some(({ parts }) => parts.some(({ column }) => column === from.name));
  if (isVirtual && !isIndexed && serverDoes("instantVirtualExpression", context)) return undefined;
  const what = before && after ? "the expression of generated column" : "how column";
  const end = before && after ? "" : " is generated";
  return {
    code: "MY143",
    text: `Modifying ${what} ${quoted(to.name)}${end} requires a copy of table ${quoted(change.to.name)}`,
  };
}

function nullChange(from: ModelColumn, to: ModelColumn, { change }: Alteration): Found | undefined {
  if (from.nullable === to.nullable || to.generated) return undefined;
  const isKey = change.to.primaryKey?.parts.some(({ column }) => column === to.name) ?? false;
  // A key says NOT NULL by itself, and is told.
  if (isKey && !change.from.primaryKey) return undefined;
  return {
    code: "MY147",
    text: `Modifying column ${quoted(to.name)} to ${to.nullable ? "NULL" : "NOT NULL"} rewrites table ${quoted(change.to.name)}`,
  };
}

function charsetChange(from: ModelColumn, to: ModelColumn, alteration: Alteration): Found | undefined {
  const { change } = alteration;
  if (from.charset === undefined || to.charset === undefined) return undefined;
  if (from.charset === to.charset && from.collation === to.collation) return undefined;
  if (isConversion(change) || !copiesForCharset(from, to, alteration)) return undefined;
  const what = from.charset === to.charset ? "collation" : "character set";
  const [before, after] =
    from.charset === to.charset ? [from.collation, to.collation] : [from.charset, to.charset];
  return {
    code: "MY148",
    text: `Modifying the ${what} of column ${quoted(to.name)} from "${before}" to "${after}" requires a copy of table ${quoted(change.to.name)}`,
  };
}

function copiesForCharset(from: ModelColumn, to: ModelColumn, { change, context }: Alteration): boolean {
  // Texts of the one are texts of the other as they stand.
  const isExtended = from.charset === to.charset || (from.charset === "utf8mb3" && to.charset === "utf8mb4");
  if (!isExtended || !serverDoes("lightCollation", context)) return true;
  if (areValues(from, to)) return !serverDoes("instantValuesCollation", context);
  if (to.typeName === "varchar" && !widensInPlace(from, to, context)) return true;
  const has = ({ parts }: { readonly parts: readonly { readonly column?: string }[] }): boolean =>
    parts.some(({ column }) => column === from.name);
  if (change.from.primaryKey && has(change.from.primaryKey)) return true;
  return change.from.indexes.some(has) && serverDoes("copiesForIndexedCollation", context);
}
