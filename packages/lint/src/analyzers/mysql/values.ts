import type { ModelColumn } from "@atlas/core";
import { quoted } from "../../text.ts";
import type { Alteration, Found } from "./alteration.ts";

type Cause = "removed" | "reordered" | "inserted" | "crossed";

const codes: Readonly<Record<"enum" | "set", Readonly<Record<Cause, string>>>> = {
  enum: { removed: "MY110", reordered: "MY111", inserted: "MY112", crossed: "MY113" },
  set: { removed: "MY120", reordered: "MY121", inserted: "MY122", crossed: "MY123" },
};

/**
 * MY110-MY113 and MY120-MY123: other values of an enum or a set. Rows hold their numbers, so only values behind all
 * others leave the rows as they are.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations
 */
export function valueChanges({ change }: Alteration): readonly Found[] {
  return change.changes.flatMap((inner) =>
    inner.type === "modify_column" ? valueChange(inner.from, inner.to, change.to.name) : [],
  );
}

/** Whether both are enums or both are sets: whatever of their types differs is told here. */
export function areValues(from: ModelColumn, to: ModelColumn): boolean {
  return from.typeName === to.typeName && isKind(from.typeName);
}

function isKind(name: string): name is "enum" | "set" {
  return name === "enum" || name === "set";
}

function valueChange(from: ModelColumn, to: ModelColumn, table: string): readonly Found[] {
  const kind = to.typeName;
  if (!areValues(from, to) || !isKind(kind)) return [];
  const cause = causeOf(kind, from.typeArguments, to.typeArguments);
  if (!cause) return [];
  const what = {
    removed: `Removing values of ${kind} column ${quoted(to.name)}`,
    reordered: `Reordering the values of ${kind} column ${quoted(to.name)}`,
    inserted: `Inserting values of ${kind} column ${quoted(to.name)} before existing ones`,
    crossed: `Growing ${kind} column ${quoted(to.name)} from ${bytesFor(kind, from.typeArguments)} to ${bytesFor(kind, to.typeArguments)} bytes`,
  }[cause];
  const isAtEnd = cause === "removed" || cause === "crossed";
  return [
    {
      code: codes[kind][cause],
      text: `${what} requires a copy of table ${quoted(table)}`,
      ...(!isAtEnd && { fix: `Add new values of column ${quoted(to.name)} behind the existing ones` }),
    },
  ];
}

function causeOf(kind: "enum" | "set", from: readonly string[], to: readonly string[]): Cause | undefined {
  if (from.some((value) => !to.includes(value))) return "removed";
  const kept = to.filter((value) => from.includes(value));
  if (kept.some((value, at) => value !== from[at])) return "reordered";
  if (from.some((value, at) => value !== to[at])) return "inserted";
  return bytesFor(kind, from) === bytesFor(kind, to) ? undefined : "crossed";
}

/** An enum has one byte for 255 values, a set one bit for each. @see https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html */
function bytesFor(kind: "enum" | "set", values: readonly string[]): number {
  if (kind === "enum") return values.length < 256 ? 1 : 2;
  const bytes = Math.ceil(values.length / 8);
  return bytes > 4 ? 8 : bytes;
}
