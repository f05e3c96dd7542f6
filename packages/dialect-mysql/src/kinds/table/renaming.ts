import {
  type DraftStep,
  harmless,
  noDependencies,
  type Ref,
  type Rename,
  renameKind,
  type Renaming,
  type State,
  type StepsContext,
  type StepSource,
} from "@atlas/core";
import { inParentheses } from "../../expressions.ts";
import { supports } from "../../flavour.ts";
import { ident, qualified, tableRef } from "../../text.ts";
import { alterStep } from "./alter-clauses.ts";
import { traitsOf } from "./algorithm.ts";
import type { Clause, Work } from "./clause.ts";
import { addForeignKey, dropCheckSql, dropForeignKey, referringKeys } from "./clauses-keys.ts";
import { columnSql } from "./column-sql.ts";
import { columnCheck } from "./compare.ts";
import { indexDropDeed } from "./deeds.ts";
import { fold, mentions, sameIndex } from "./equal.ts";
import type { Column, ForeignKey, Index, Table } from "./model.ts";
import { checkSql, indexSql, partitionBySql } from "./part-sql.ts";
import { renamedTable } from "./renamed.ts";
import { serverOfState } from "./states.ts";

/** Tables, columns and indexes keep all they hold under another name. No server renames a constraint. */
export const tableRenaming: Renaming<Table> = {
  isSame: (kind, from, to) => {
    // The engine gives two things of one kind, as this dialect made them.
    if (kind === "table") return shapeOf(from as Table) === shapeOf(to as Table);
    if (kind === "column") return isSameColumn(from as Column, to as Column);
    return kind === "index" && isSameIndex(from as Index, to as Index);
  },
  steps: renameSteps,
};

/** Each table that goes is held against each that comes. */
const shapes = new WeakMap<Table, string>();

function shapeOf(table: Table): string {
  const known = shapes.get(table);
  if (known !== undefined) return known;
  const columns = table.columns.map(({ name, type }) => JSON.stringify([fold(name), type]));
  const shape = columns.toSorted().join();
  shapes.set(table, shape);
  return shape;
}

function isSameColumn(from: Column, to: Column): boolean {
  return (
    fold(from.name) !== fold(to.name) &&
    from.type === to.type &&
    (from.generated === undefined) === (to.generated === undefined)
  );
}

function isSameIndex(from: Index, to: Index): boolean {
  return fold(from.name) !== fold(to.name) && sameIndex({ ...from, name: to.name }, to);
}

function renameSteps(rename: Rename, table: Table, state: State): readonly DraftStep[] {
  const { from, to } = rename;
  const kind = renameKind(rename);
  const source: StepSource = { change: kind, subject: to };
  if (kind === "rename_table") return [renameTable(from, to, source)];
  if (kind === "rename_constraint") return [];
  const context: StepsContext = { from: state, to: state, indent: "", detach: new Set() };
  const work: Work = { from: table, to: table, server: serverOfState(state), context };
  const what = kind === "rename_column" ? "a column" : "an index";
  const clauses =
    kind === "rename_column"
      ? renameColumn(rename, table, source, work)
      : renameIndex(rename, table, source, work);
  const step = alterStep(clauses, traitsOf(table, work.server), work);
  // MySQL copies no table while a column of a foreign key gets another name: these go meanwhile.
  const keys = step.algorithm?.name === "COPY" ? foreignKeysOf(rename, state) : [];
  return [
    ...keys.map((key) => foreignKeyStep(key, "DROP", source, work)),
    {
      ...step,
      comment: `rename ${what} from ${JSON.stringify(from.name)} to ${JSON.stringify(to.name)}`,
      // Whoever uses the old name finds it no more.
      blocks: kind === "rename_column" ? "everything" : step.blocks,
      drops: [from],
      creates: [to],
    },
    ...keys.map(([owner, key]) => {
      const next = renamedTable(owner, rename, state);
      const after = next.foreignKeys.find(({ name }) => name === key.name);
      return foreignKeyStep([next, after ?? key], "ADD", source, work);
    }),
  ];
}

type OwnedKey = readonly [owner: Table, key: ForeignKey];

/** Foreign keys with the column on either of their sides, and their tables. */
function foreignKeysOf({ from }: Rename, state: State): readonly OwnedKey[] {
  const isThere = (one: { readonly schema: string; readonly name: string }, columns: readonly string[]) =>
    one.schema === from.schema &&
    one.name === from.table &&
    columns.some((name) => fold(name) === fold(from.name));
  // Objects of kind `table` in a state of this dialect are its tables.
  const tables = state.objects.filter((object): object is Table => object.kind === "table");
  return tables.flatMap((owner) =>
    owner.foreignKeys
      .filter((key) => isThere(owner, key.columns) || isThere(key.references, key.references.columns))
      .map((key): OwnedKey => [owner, key]),
  );
}

function foreignKeyStep(
  [owner, key]: OwnedKey,
  verb: "ADD" | "DROP",
  source: StepSource,
  { server, context }: Work,
): DraftStep {
  const work: Work = { from: owner, to: owner, server, context };
  const clause =
    verb === "ADD" ? addForeignKey(key, source, work) : dropForeignKey(key, source, work, "drop");
  const step = alterStep([clause], traitsOf(owner, server), work);
  // It is the same key before and after: nothing waits for it.
  return { ...step, ...noDependencies, needs: step.needs };
}

function renameTable(from: Ref, to: Ref, source: StepSource): DraftStep {
  const sql = (one: Ref, other: Ref): string => `RENAME TABLE ${qualified(one)} TO ${qualified(other)}`;
  return {
    ...harmless,
    ...noDependencies,
    sql: sql(from, to),
    comment: `rename a table from ${JSON.stringify(from.name)} to ${JSON.stringify(to.name)}`,
    sources: [source],
    blocks: "everything",
    transactional: false,
    table: tableRef(from.schema, from.name),
    undo: [sql(to, from)],
    drops: [from],
    creates: [to],
  };
}

/**
 * MySQL refuses a new name for a column that a check, a computed column or an index speaks of in an expression, so these
 * are made anew in the same statement. MariaDB changes their texts itself.
 */
function renameColumn(rename: Rename, table: Table, source: StepSource, work: Work): readonly Clause[] {
  const { from, to } = rename;
  const { server, context } = work;
  const column = table.columns.find(({ name }) => name === from.name);
  const after = renamedTable(table, rename, context.from);
  const next = after.columns.find(({ name }) => name === to.name);
  const isReferenced = referringKeys(table, context.from.objects).some(({ references }) =>
    references.columns.some((name) => fold(name) === fold(from.name)),
  );
  const plain = (sql: string, undo: string, deed: Clause["deeds"][number]): Clause => ({
    sql,
    undo,
    source,
    stage: "change",
    deeds: [deed],
  });
  const named = (one: string, other: string): string => `RENAME COLUMN ${ident(one)} TO ${ident(other)}`;
  const whole = (one: string, of: Table, definition: Column): string =>
    `CHANGE COLUMN ${ident(one)} ${columnSql(of, definition, server)}`;
  // A check that stands with its column would keep the old name in the catalog of MariaDB.
  const isPlain = supports(server, "renameColumn") && !(column && columnCheck(table, column));
  const own =
    isPlain || !column || !next
      ? plain(
          named(from.name, to.name),
          named(to.name, from.name),
          isReferenced ? "rename_referenced_column" : "rename_column",
        )
      : plain(whole(from.name, after, next), whole(to.name, table, column), "rename_column");
  if (server.flavour === "mariadb") return [own];
  const speaks = (sql: string | undefined): boolean => sql !== undefined && mentions(sql, from.name);
  const isComputed = ({ parts }: Index): boolean => parts.some(({ expression }) => speaks(expression));
  const checks = table.checks.filter(({ expression }) => speaks(expression));
  const indexes = table.indexes.filter(isComputed);
  return [
    ...checks.map(({ name, expression, ...rest }) =>
      plain(
        dropCheckSql({ ...rest, name, expression }, server),
        `ADD ${checkSql({ ...rest, name, expression }, server)}`,
        "drop_check",
      ),
    ),
    ...indexes.map((index) =>
      plain(
        `DROP INDEX ${ident(index.name)}`,
        `ADD ${indexSql(index, server, table.engine)}`,
        indexDropDeed(index, table),
      ),
    ),
    own,
    ...table.columns.flatMap((other, at) => {
      const changed = after.columns[at];
      if (!speaks(other.generated?.expression) || !changed) return [];
      return [
        plain(
          `MODIFY COLUMN ${columnSql(after, changed, server)}`,
          `MODIFY COLUMN ${columnSql(table, other, server)}`,
          "change_stored_expression",
        ),
      ];
    }),
    ...after.indexes
      .filter(({ name }) => indexes.some((index) => index.name === name))
      .map((index) =>
        plain(
          `ADD ${indexSql(index, server, table.engine)}`,
          `DROP INDEX ${ident(index.name)}`,
          "add_functional_index",
        ),
      ),
    ...after.checks
      .filter(({ name }) => checks.some((check) => check.name === name))
      .map((check) =>
        plain(
          `ADD ${checkSql({ ...check, expression: inParentheses(check.expression) }, server)}`,
          dropCheckSql(check, server),
          check.enforced ? "add_check" : "loosen_check",
        ),
      ),
    ...partitionsAnew(table, after, from.name, plain),
  ];
}

/** MySQL takes a new name for a column that says where rows lie only along with a word on how they lie then. */
function partitionsAnew(
  before: Table,
  after: Table,
  column: string,
  plain: (sql: string, undo: string, deed: Clause["deeds"][number]) => Clause,
): readonly Clause[] {
  const [one, other] = [before.partitioning, after.partitioning];
  if (!one || !other) return [];
  const isSpokenOf = [one.by, one.subpartitionBy].some(
    (method) =>
      method !== undefined &&
      (method.columns?.some((name) => fold(name) === fold(column)) === true ||
        (method.expression !== undefined && mentions(method.expression, column))),
  );
  if (!isSpokenOf) return [];
  return [{ ...plain(partitionBySql(other), partitionBySql(one), "partition_table"), stage: "partition" }];
}

/** Servers without such a statement build the index under its new name. */
function renameIndex(
  { from, to }: Rename,
  table: Table,
  source: StepSource,
  { server }: Work,
): readonly Clause[] {
  const index = table.indexes.find(({ name }) => name === from.name);
  if (supports(server, "renameIndex") || !index) {
    const sql = (one: string, other: string): string => `RENAME INDEX ${ident(one)} TO ${ident(other)}`;
    return [
      {
        sql: sql(from.name, to.name),
        undo: sql(to.name, from.name),
        source,
        stage: "change",
        deeds: ["rename_index"],
      },
    ];
  }
  const sql = (one: Index, other: Index): string =>
    `DROP INDEX ${ident(one.name)}, ADD ${indexSql(other, server, table.engine)}`;
  const renamed = { ...index, name: to.name };
  return [
    {
      sql: sql(index, renamed),
      undo: sql(renamed, index),
      source,
      stage: "change",
      deeds: ["drop_index", "add_index"],
    },
  ];
}
