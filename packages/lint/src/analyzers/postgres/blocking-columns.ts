import type { ModelColumn } from "@atlas/core";
import { isKeyword } from "@atlas/sql";
import type { TableChange } from "../../change.ts";
import { isProvenNotNull } from "../../statements/implied-not-null.ts";
import { splitList, TokenReader } from "../../statements/names.ts";
import { quoted } from "../../text.ts";
import type { Found, TableAt } from "./blocking-changes.ts";
import { ident, qualified } from "./sql.ts";
import { typeChangeRewrites } from "./type-change.ts";
import { isVolatileDefault } from "./volatile-default.ts";

/** PG301, PG302, PG303, PG309 and PG310. */
export function columnFinding(
  inner: TableChange,
  at: TableAt,
  all: readonly TableChange[],
): readonly Found[] | undefined {
  if (inner.type === "add_column") return added(inner.part, at);
  if (inner.type !== "modify_column") return undefined;
  return [...retyped(inner.from, inner.to, at), ...madeNotNull(inner.from, inner.to, at, all)];
}

function added(column: ModelColumn, { to, statement, context }: TableAt): readonly Found[] {
  const table = quoted(to.name);
  const found = (code: string, what: string): readonly Found[] => [
    { code, text: `Adding ${what} requires a rewrite of table ${table}`, fixes: [] },
  ];
  const name = quoted(column.name);
  if (column.generated)
    return column.generated.stored ? found("PG309", `STORED generated column ${name}`) : [];
  if (column.identity) return found("PG310", `identity column ${name}`);
  return isVolatileDefault(column, statement.to, context.syntax)
    ? found("PG302", `column ${name} with a volatile default`)
    : [];
}

function retyped(from: ModelColumn, to: ModelColumn, at: TableAt): readonly Found[] {
  const table = quoted(at.to.name);
  if (typeChangeRewrites(from, to) || (from.type !== to.type && hasUsing(to.name, at)))
    return [
      {
        code: "PG301",
        text: `Modifying the type of column ${quoted(to.name)} from ${quoted(from.type)} to ${quoted(to.type)} requires a rewrite of table ${table}`,
        fixes: [
          {
            message: `Add a column of the new type, fill it in batches, and let it take the place of ${quoted(to.name)} in a later migration`,
          },
        ],
      },
    ];
  // The rows stay as they are: their order does not.
  if (from.collation === to.collation || !isIndexed(to.name, at)) return [];
  const [before, after] = [from.collation, to.collation].map((name) =>
    quoted(name?.replaceAll('"', "") ?? "default"),
  );
  return [
    {
      code: "PG301",
      text: `Modifying the collation of column ${quoted(to.name)} from ${before} to ${after} requires a rebuild of its indexes on table ${table}`,
      fixes: [],
    },
  ];
}

function isIndexed(column: string, { from }: TableAt): boolean {
  const indexes = [...from.indexes, ...(from.primaryKey ? [from.primaryKey] : [])];
  return indexes.some(({ parts, where, attributes }) => {
    const texts = [...parts.map(({ expression }) => expression), where, attributes["parts"]];
    return (
      parts.some((part) => part.column === column) ||
      texts.some((text) => typeof text === "string" && text.includes(column))
    );
  });
}

/** `ALTER COLUMN c TYPE t USING …` of anything but the column itself: each value is computed. */
function hasUsing(column: string, { head, context }: TableAt): boolean {
  return splitList(head.tokens).some((action) => {
    const type = action.findIndex((token) => isKeyword(token, "TYPE"));
    const using = action.findIndex((token, index) => index > type && isKeyword(token, "USING"));
    if (type < 1 || using < 0) return false;
    const isIt =
      new TokenReader(
        [action[type - 1]].flatMap((token) => token ?? []),
        context.syntax,
      ).name() === column;
    const isSet = isKeyword(action[type - 1], "DATA");
    if (!isIt && !isSet) return false;
    const value = action.slice(using + 1).filter(({ text }) => text !== ";");
    const reader = new TokenReader(value, context.syntax);
    return reader.name() !== column || !(reader.isDone || reader.current?.text === "::");
  });
}

function madeNotNull(
  from: ModelColumn,
  to: ModelColumn,
  at: TableAt,
  all: readonly TableChange[],
): readonly Found[] {
  if (!from.nullable || to.nullable || to.attributes["not_null_validated"] === false) return [];
  // A primary key says so itself: PG304.
  const isKey = all.some(
    (inner) =>
      (inner.type === "add_primary_key" || inner.type === "modify_primary_key") &&
      ("part" in inner ? inner.part : inner.to).parts.some(({ column }) => column === to.name),
  );
  if (isKey || isProvenNotNull(at.from, to.name, at.context.syntax)) return [];
  const [table, column] = [qualified(at.to), ident(to.name)];
  const check = ident(`${at.to.name}_${to.name}_not_null`);
  return [
    {
      code: "PG303",
      text: `Setting column ${quoted(to.name)} to NOT NULL requires a full scan of table ${quoted(at.to.name)}`,
      fixes: [
        {
          message: `Prove it before: ALTER TABLE ${table} ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID, then, in a later file, ALTER TABLE ${table} VALIDATE CONSTRAINT ${check}, and after that SET NOT NULL`,
        },
      ],
    },
  ];
}
