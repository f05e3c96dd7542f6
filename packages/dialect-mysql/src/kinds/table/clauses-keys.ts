import type { StepSource } from "@atlas/core";
import { ident } from "../../text.ts";
import { type Server, supports } from "../../flavour.ts";
import type { Deed } from "./algorithm.ts";
import type { Clause, Stage, Work } from "./clause.ts";
import { fold, mentions } from "./equal.ts";
import { indexDeed, indexDropDeed } from "./deeds.ts";
import { isSelfReference, referencedRefs, startsWith } from "./foreign-key-peers.ts";
import {
  type Check,
  type ForeignKey,
  type Index,
  type IndexPart,
  partRef,
  type PrimaryKey,
  type Table,
} from "./model.ts";
import { checkSql, foreignKeySql, indexSql, primaryKeySql, visibilityWord } from "./part-sql.ts";
import { checkNames, nameRef } from "./refs.ts";

/** Foreign keys of the table itself go with its key columns in any case. */
export function addForeignKey(key: ForeignKey, source: StepSource, { from, to, context }: Work): Clause {
  const isOwn = isSelfReference(to, key);
  return {
    sql: `ADD ${foreignKeySql(key, to.columns)}`,
    undo: `DROP FOREIGN KEY ${ident(key.name)}`,
    source,
    stage: "constraint",
    deeds: ["add_foreign_key"],
    scans: true,
    creates: [partRef(to, "foreign_key", key.name), nameRef(to, "foreign_key", key.name)],
    needs: isOwn ? [] : referencedRefs(key, context.to),
    ...(from.foreignKeys.some(({ name }) => name === key.name) && { rank: 3 }),
  };
}

export function dropForeignKey(
  key: ForeignKey,
  source: StepSource,
  { from, context }: Work,
  stage: Stage,
): Clause {
  return {
    sql: `DROP FOREIGN KEY ${ident(key.name)}`,
    undo: `ADD ${foreignKeySql(key, from.columns)}`,
    source,
    stage,
    deeds: ["drop_foreign_key"],
    drops: [partRef(from, "foreign_key", key.name), nameRef(from, "foreign_key", key.name)],
    releases: isSelfReference(from, key) ? [] : referencedRefs(key, context.from),
    rank: stage === "first" ? 3 : 2,
  };
}

/** @param isFirst - of the fulltext indexes of the table: it brings a hidden column along. */
export function addIndex(
  index: Index,
  source: StepSource,
  { from, to, server, context }: Work,
  isFirst = false,
): Clause {
  const optional = context.policy?.addIndex?.ifNotExists === true && server.flavour === "mariadb";
  const sql = indexSql(index, server, to.engine);
  return {
    sql: `ADD ${optional ? sql.replace("INDEX ", "INDEX IF NOT EXISTS ") : sql}`,
    undo: `DROP INDEX ${ident(index.name)}`,
    source,
    stage: "index",
    deeds: [
      isFirst
        ? "add_first_fulltext_index"
        : indexDeed(index, { ...to, primaryKey: from.primaryKey, indexes: from.indexes }),
    ],
    scans: true,
    creates: [partRef(to, "index", index.name)],
    ...(from.indexes.some(({ name }) => name === index.name) && { rank: 3 }),
  };
}

export function dropIndex(index: Index, source: StepSource, { from, server }: Work, stage: Stage): Clause {
  return {
    sql: `DROP INDEX ${ident(index.name)}`,
    undo: `ADD ${indexSql(index, server, from.engine)}`,
    source,
    stage,
    deeds: [indexDropDeed(index, from)],
    drops: [partRef(from, "index", index.name)],
    rank: stage === "first" ? 3 : 2,
  };
}

export function changeVisibility(from: Index, to: Index, source: StepSource, { server }: Work): Clause {
  const sql = (index: Index): string =>
    `ALTER INDEX ${ident(index.name)} ${visibilityWord(index.invisible, server)}`;
  return { sql: sql(to), undo: sql(from), source, stage: "change", deeds: ["change_visibility"] };
}

/**
 * Whether a foreign key that stays cannot do without this index: of the table, whose columns start it, or of another
 * that refers to them. What else is there before and after the change may serve it as well.
 */
export function isNeeded(index: Index, { from, to, context }: Work): boolean {
  const staying = from.indexes.filter(
    (other) =>
      other !== index &&
      to.indexes.some((next) => next.name === other.name && sameColumns(next.parts, other.parts)),
  );
  const lists = [
    ...staying.map(({ parts }) => parts),
    ...(from.primaryKey && to.primaryKey && sameColumns(from.primaryKey.parts, to.primaryKey.parts)
      ? [from.primaryKey.parts]
      : []),
  ];
  const isAlone = (columns: readonly string[]): boolean =>
    startsWith(index.parts, columns) && !lists.some((parts) => startsWith(parts, columns));
  const own = from.foreignKeys.filter((key) => to.foreignKeys.some(({ name }) => name === key.name));
  if (own.some(({ columns }) => isAlone(columns))) return true;
  return referringKeys(from, context.from.objects).some((key) => isAlone(key.references.columns));
}

/** Whether a column that counts has no other key before and after the change: servers want one at any time. */
export function holdsCounter(index: { readonly parts: readonly IndexPart[] }, table: Table): boolean {
  const first = fold(index.parts[0]?.column ?? "");
  return table.columns.some(({ name, autoIncrement }) => autoIncrement && fold(name) === first);
}

function sameColumns(a: readonly IndexPart[], b: readonly IndexPart[]): boolean {
  const text = (parts: readonly IndexPart[]): string =>
    parts.map(({ column = "", prefix }) => `${fold(column)}(${prefix ?? ""})`).join();
  return text(a) === text(b);
}

const known = new WeakMap<readonly object[], ReadonlyMap<string, readonly ForeignKey[]>>();

/** Foreign keys of any table that refer to this one. */
export function referringKeys(
  table: Table,
  objects: Work["context"]["from"]["objects"],
): readonly ForeignKey[] {
  const keyOf = ({ schema, name }: { readonly schema: string; readonly name: string }): string =>
    JSON.stringify([schema, name]);
  let all = known.get(objects);
  if (!all) {
    // Objects of kind `table` in a state of this dialect are its tables.
    const tables = objects.filter((object): object is Table => object.kind === "table");
    all = Map.groupBy(
      tables.flatMap(({ foreignKeys }) => foreignKeys),
      ({ references }) => keyOf(references),
    );
    known.set(objects, all);
  }
  return all.get(keyOf(table)) ?? [];
}

export function keyClause(
  from: PrimaryKey | undefined,
  to: PrimaryKey | undefined,
  source: StepSource,
  { to: table }: Work,
): Clause {
  const add = (key: PrimaryKey): string => `ADD ${primaryKeySql(key, table.engine)}`;
  const sql = (before: PrimaryKey | undefined, after: PrimaryKey | undefined): string =>
    [...(before ? ["DROP PRIMARY KEY"] : []), ...(after ? [add(after)] : [])].join(", ");
  const deed: Deed = from ? (to ? "replace_primary_key" : "drop_primary_key") : "add_primary_key";
  const ref = partRef(table, "primary_key", "PRIMARY");
  return {
    sql: sql(from, to),
    undo: sql(to, from),
    source,
    stage: "change",
    deeds: [deed],
    scans: true,
    ...(to && { creates: [ref] }),
    ...(from && { drops: [ref] }),
  };
}

export function addCheck(check: Check, source: StepSource, { to, server }: Work): Clause {
  return {
    sql: `ADD ${checkSql(check, server)}`,
    undo: dropCheckSql(check, server),
    source,
    stage: "constraint",
    deeds: [check.enforced ? "add_check" : "loosen_check"],
    scans: true,
    creates: checkNames(to, [check], server),
  };
}

export function dropCheck(check: Check, source: StepSource, { from, server }: Work, stage: Stage): Clause {
  return {
    sql: dropCheckSql(check, server),
    undo: `ADD ${checkSql(check, server)}`,
    source,
    stage,
    deeds: ["drop_check"],
    drops: checkNames(from, [check], server),
    rank: 2,
  };
}

/** The oldest servers that heed checks drop them by a word of their own alone. */
export function dropCheckSql({ name }: Check, server: Server): string {
  return `DROP ${supports(server, "dropConstraint") ? "CONSTRAINT" : "CHECK"} ${ident(name)}`;
}

/** Whether it is heeded changes in place; another expression is another check. */
export function modifyCheck(
  from: Check,
  to: Check,
  isOnlyHeeded: boolean,
  source: StepSource,
  { server }: Work,
): Clause {
  if (isOnlyHeeded && supports(server, "notEnforced")) {
    const sql = (check: Check): string =>
      `ALTER CHECK ${ident(check.name)} ${check.enforced ? "" : "NOT "}ENFORCED`;
    return {
      sql: sql(to),
      undo: sql(from),
      source,
      stage: to.enforced ? "constraint" : "change",
      deeds: [to.enforced ? "add_check" : "loosen_check"],
      ...(to.enforced && { scans: true }),
      rank: 2,
    };
  }
  const drop = supports(server, "dropCheck") ? "DROP CHECK" : "DROP CONSTRAINT";
  const sql = (before: Check, after: Check): string =>
    `${drop} ${ident(before.name)}, ADD ${checkSql(after, server)}`;
  return {
    sql: sql(from, to),
    undo: sql(to, from),
    source,
    stage: "change",
    deeds: ["drop_check", to.enforced ? "add_check" : "loosen_check"],
    scans: true,
  };
}

/** Whether any of these columns is spoken of. */
export function speaksOf(sql: string, columns: Iterable<string>): boolean {
  return [...columns].some((column) => mentions(sql, column));
}

/** Whether the columns are what a foreign key of this or another table stands on. */
export function isKeyColumn(column: string, { from, context }: Work): boolean {
  const has = (names: readonly string[]): boolean => names.some((name) => fold(name) === fold(column));
  return (
    from.foreignKeys.some(({ columns }) => has(columns)) ||
    referringKeys(from, context.from.objects).some(({ references }) => has(references.columns))
  );
}
