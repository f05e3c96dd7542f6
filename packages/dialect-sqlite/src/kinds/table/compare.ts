import type { Change, Ref } from "@atlas/core";
import { expressionKey, fold, partRef, sameExpression, sameSql, tableRef } from "../../text.ts";
import { type PartChange, withChanges } from "./change.ts";
import { makesRebuild } from "./in-place.ts";
import type { Check, Column, ForeignKey, Index, KeyPart, PrimaryKey, Table, Unique } from "./model.ts";

/**
 * The differences between two tables of one name; the order of columns is none.
 *
 * What needs a rebuild disturbs the table: SQLite refuses to rename the new table into place while a view or
 * a trigger speaks of a table that is gone.
 */
export function compareTables(from: Table, to: Table): readonly PartChange[] {
  const object = tableRef(from.name);
  const changes: PartChange[] = [];
  if (from.strict !== to.strict || from.withoutRowid !== to.withoutRowid) {
    const optionsOf = ({ strict, withoutRowid }: Table) => ({ strict, withoutRowid });
    changes.push({ kind: "modify_table", object, subject: object, from: optionsOf(from), to: optionsOf(to) });
  }
  const compare = <Part>(kind: string, parts: Parts<Part>, describe: (part: Part) => string): void => {
    const subject = (part: Part): Ref => partRef(kind, from.name, describe(part));
    // Kind and parts go together, as in the union.
    changes.push(
      ...(pairParts(parts, (name, part) => ({
        kind: `${name}_${kind}`,
        object,
        subject: subject(part),
      })) as PartChange[]),
    );
  };
  compare(
    "check",
    { from: from.checks, to: to.checks, keys: [nameOf, checkKey], same: sameCheck },
    checkName,
  );
  compare(
    "column",
    { from: from.columns, to: to.columns, keys: [nameOf], same: sameColumn },
    (column) => column.name,
  );
  compare(
    "primary_key",
    {
      from: from.primaryKey ? [from.primaryKey] : [],
      to: to.primaryKey ? [to.primaryKey] : [],
      keys: [() => "only"],
      same: samePrimaryKey,
    },
    (key) => key.name ?? "PRIMARY",
  );
  compare(
    "unique",
    { from: from.uniques, to: to.uniques, keys: [nameOf, partsKey], same: sameUnique },
    uniqueName,
  );
  compare(
    "index",
    { from: from.indexes, to: to.indexes, keys: [nameOf], same: sameIndex },
    (index) => index.name,
  );
  compare(
    "foreign_key",
    { from: from.foreignKeys, to: to.foreignKeys, keys: [nameOf, foreignKeyKey], same: sameForeignKey },
    foreignKeyName,
  );
  const target = withChanges(from, changes, to);
  return changes.map((change) => {
    const disturbs = change.kind === "drop_column" || makesRebuild(change, from, target);
    return disturbs ? { ...change, disturbs: [object] } : change;
  });
}

interface Parts<Part> {
  readonly from: readonly Part[];
  readonly to: readonly Part[];
  /** What makes two parts the same one, the surest first; `undefined`: it has no such key. */
  readonly keys: readonly ((part: Part) => string | undefined)[];
  same(a: Part, b: Part): boolean;
}

/** Drops and modifications in the order of the present table, then additions in the order of the desired one. */
function pairParts<Part>(
  parts: Parts<Part>,
  change: (name: "add" | "drop" | "modify", part: Part) => Change,
): readonly Change[] {
  const partner = new Map<Part, Part>();
  const taken = new Set<Part>();
  for (const key of parts.keys) {
    const free = new Map<string, Part[]>();
    for (const part of parts.to) {
      const text = taken.has(part) ? undefined : key(part);
      if (text !== undefined) free.set(text, [...(free.get(text) ?? []), part]);
    }
    for (const part of parts.from) {
      const text = partner.has(part) ? undefined : key(part);
      const match = text === undefined ? undefined : free.get(text)?.shift();
      if (match === undefined) continue;
      partner.set(part, match);
      taken.add(match);
    }
  }
  const staying = parts.from.flatMap((from): readonly Change[] => {
    const to = partner.get(from);
    if (to === undefined) return [{ ...change("drop", from), from } as Change];
    return parts.same(from, to) ? [] : [{ ...change("modify", from), from, to } as Change];
  });
  const coming = parts.to
    .filter((part) => !taken.has(part))
    .map((to) => ({ ...change("add", to), to }) as Change);
  return [...staying, ...coming];
}

function nameOf(part: { readonly name?: string }): string | undefined {
  return part.name === undefined ? undefined : fold(part.name);
}

function sameName(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && fold(a) === fold(b));
}

function sameColumn(a: Column, b: Column): boolean {
  return (
    a.name === b.name &&
    sameSql(a.type, b.type) &&
    a.notNull === b.notNull &&
    a.notNullConflict === b.notNullConflict &&
    sameExpression(a.default, b.default) &&
    sameName(a.collation ?? "binary", b.collation ?? "binary") &&
    a.generated?.stored === b.generated?.stored &&
    sameExpression(a.generated?.expression, b.generated?.expression)
  );
}

function sameParts(a: readonly KeyPart[], b: readonly KeyPart[]): boolean {
  return a.length === b.length && a.every((part, index) => samePart(part, b[index]));
}

function samePart(a: KeyPart, b: KeyPart | undefined): boolean {
  return (
    b !== undefined &&
    a.descending === b.descending &&
    sameName(a.column, b.column) &&
    sameExpression(a.expression, b.expression) &&
    sameName(a.collation, b.collation)
  );
}

function samePrimaryKey(a: PrimaryKey, b: PrimaryKey): boolean {
  return (
    a.name === b.name &&
    a.autoincrement === b.autoincrement &&
    a.notRowid === b.notRowid &&
    a.conflict === b.conflict &&
    sameParts(a.parts, b.parts)
  );
}

function sameUnique(a: Unique, b: Unique): boolean {
  return a.name === b.name && a.conflict === b.conflict && sameParts(a.parts, b.parts);
}

function sameIndex(a: Index, b: Index): boolean {
  return (
    a.name === b.name &&
    a.unique === b.unique &&
    sameParts(a.parts, b.parts) &&
    sameExpression(a.where, b.where)
  );
}

function sameForeignKey(a: ForeignKey, b: ForeignKey): boolean {
  return (
    a.name === b.name &&
    foreignKeyKey(a) === foreignKeyKey(b) &&
    a.refColumns.map(fold).join("\n") === b.refColumns.map(fold).join("\n") &&
    a.onUpdate === b.onUpdate &&
    a.onDelete === b.onDelete &&
    a.match === b.match &&
    a.deferred === b.deferred
  );
}

function sameCheck(a: Check, b: Check): boolean {
  return a.name === b.name && a.conflict === b.conflict && sameExpression(a.expression, b.expression);
}

function partsKey(key: Unique): string {
  return fold(uniqueName({ parts: key.parts }));
}

function foreignKeyKey(key: ForeignKey): string {
  return JSON.stringify([fold(key.refTable), ...key.columns.map(fold)]);
}

function checkKey(check: Check): string {
  return expressionKey(check.expression);
}

/** A constraint without a name is shown by what it says. */
function checkName(check: Check): string {
  return check.name ?? check.expression;
}

function uniqueName(key: Unique): string {
  return key.name ?? key.parts.map((part) => part.column ?? part.expression).join(", ");
}

function foreignKeyName(key: ForeignKey): string {
  return key.name ?? key.columns.join(", ");
}
