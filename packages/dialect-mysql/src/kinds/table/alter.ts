import { AtlasError, type DraftStep, refKey, refOf, type StepsContext, type StepSource } from "@atlas/core";
import { alterSteps } from "./alter-clauses.ts";
import type { PartChange } from "./changes.ts";
import type { Clause, Work } from "./clause.ts";
import { addColumn, dropColumn, goesWithColumns, modifyColumn } from "./clauses-columns.ts";
import {
  addCheck,
  addForeignKey,
  addIndex,
  changeVisibility,
  dropCheck,
  dropForeignKey,
  dropIndex,
  holdsCounter,
  isNeeded,
  keyClause,
  modifyCheck,
  speaksOf,
} from "./clauses-keys.ts";
import { tableClauses } from "./clauses-table.ts";
import { fold, mentions, sameCheck } from "./equal.ts";
import { isDisturbed, isSelfReference, keysOver } from "./foreign-key-peers.ts";
import type { ForeignKey, Index, Table } from "./model.ts";
import { partitionChange } from "./partition-steps.ts";
import { serverOfState } from "./states.ts";

/**
 * The statements that change a table: drops of indexes and foreign keys that come back under their names, then all
 * else, then partitions that come and go.
 *
 * @throws {AtlasError} `E_INPUT` if no column is left.
 */
export function alterTableSteps(
  from: Table,
  to: Table,
  changes: readonly PartChange[],
  context: StepsContext,
): readonly DraftStep[] {
  refuseEmpty(to, changes);
  const work: Work = { from, to, server: serverOfState(context.to), context };
  const facts = factsOf(changes, work);
  const all = changes.flatMap((change) => clausesOf(change, facts, work));
  const isDetached = context.detach.has(refKey(refOf(to)));
  // In a circle of tables what points to others goes first and comes last, each in a statement of its own.
  const isApart = (clause: Clause, deed: "add_foreign_key" | "drop_foreign_key"): boolean =>
    isDetached && clause.deeds.includes(deed);
  const early = all.filter((clause) => isApart(clause, "drop_foreign_key"));
  const late = all.filter((clause) => isApart(clause, "add_foreign_key"));
  const rest = all.filter((clause) => !early.includes(clause) && !late.includes(clause));
  return [
    ...alterSteps(early, work),
    ...alterSteps(rest, work),
    ...alterSteps(late, work),
    ...changes.flatMap((change) =>
      change.kind === "modify_partitions" ? partitionChange(from, to, sourceOf(change), work).steps : [],
    ),
  ];
}

export function sourceOf({ kind, subject }: PartChange): StepSource {
  return { change: kind, subject };
}

function refuseEmpty(to: Table, changes: readonly PartChange[]): void {
  if (to.columns.length > 0 || changes.length === 0) return;
  throw new AtlasError("E_INPUT", `table "${to.name}" has no columns; drop the table instead`, {
    details: { table: to.name },
    hint: "Leave the table out of the schema to drop it.",
  });
}

/** What the clauses of one change depend on among the others. */
interface Facts {
  /** Names of columns that go, in lower case. */
  readonly dropped: ReadonlySet<string>;
  /** Names of columns that are dropped and added, in lower case. */
  readonly rebuilt: ReadonlySet<string>;
  /** Indexes that go with their columns. */
  readonly silent: ReadonlySet<Index>;
  /** Names of computed columns that change or are made anew, and of columns that go and that those read, in lower case. */
  readonly computed: ReadonlySet<string>;
  /** Columns of a primary key that changes, in lower case, and what holds them and it together. */
  readonly keyColumns: ReadonlySet<string>;
  readonly keyGlue: string;
  /** The first fulltext index of the table that comes. */
  readonly firstFulltext: Index | undefined;
}

function factsOf(changes: readonly PartChange[], work: Work): Facts {
  const { from, context, server } = work;
  const dropped = new Set(changes.flatMap((one) => (one.kind === "drop_column" ? fold(one.from.name) : [])));
  const rebuilt = new Set(
    changes.flatMap((one) => (one.kind === "modify_column" && one.way !== "modify" ? fold(one.to.name) : [])),
  );
  const gone = new Set(changes.flatMap((one) => (one.kind === "drop_index" ? one.from : [])));
  // An index that goes by itself costs less, where that is what is asked for.
  const isLeftToColumns = context.policy?.online !== true && server.flavour !== "tidb";
  const silent = new Set(
    isLeftToColumns ? from.indexes.filter((index) => gone.has(index) && goesWithColumns(index, dropped)) : [],
  );
  const fulltext = from.indexes.some(({ type }) => type === "FULLTEXT");
  const firstFulltext = changes.flatMap((one) =>
    !fulltext && one.kind === "add_index" && one.to.type === "FULLTEXT" ? one.to : [],
  )[0];
  return {
    dropped,
    rebuilt,
    silent,
    computed: computedOf(changes, dropped),
    ...keyFacts(changes, work),
    firstFulltext,
  };
}

function keyFacts(changes: readonly PartChange[], { from, to }: Work): Pick<Facts, "keyColumns" | "keyGlue"> {
  const keys = [from.primaryKey, to.primaryKey].flatMap((key) => key ?? []);
  const isChanged = changes.some(({ kind }) => kind.endsWith("_primary_key"));
  const columns = isChanged ? keys.flatMap(({ parts }) => parts.flatMap(({ column }) => column ?? [])) : [];
  const counts = keys.some((key) => holdsCounter(key, from) || holdsCounter(key, to));
  return { keyColumns: new Set(columns.map(fold)), keyGlue: counts ? "counting" : "primary key" };
}

function computedOf(changes: readonly PartChange[], dropped: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    changes.flatMap((one) => {
      if (one.kind !== "modify_column") return [];
      const { from, way } = one;
      const read = [...dropped].filter((name) => from.generated && mentions(from.generated.expression, name));
      return read.length > 0 || way !== "modify" ? [...read, fold(one.to.name)] : [];
    }),
  );
}

function clausesOf(change: PartChange, facts: Facts, work: Work): readonly Clause[] {
  const source = sourceOf(change);
  switch (change.kind) {
    case "modify_table":
      return tableClauses(change.from, change.to, source);
    case "modify_partitions":
      return partitionChange(change.from, change.to, source, work).clauses;
    case "add_check":
      return [addCheck(change.to, source, work)];
    case "drop_check":
      return [dropCheck(change.from, source, work, "drop")];
    case "modify_check":
      if (speaksOf(change.from.expression, facts.rebuilt) || speaksOf(change.to.expression, facts.rebuilt))
        return [dropCheck(change.from, source, work, "first"), addCheck(change.to, source, work)];
      return [
        modifyCheck(
          change.from,
          change.to,
          sameCheck({ ...change.from, enforced: change.to.enforced }, change.to),
          source,
          work,
        ),
      ];
    case "add_column":
      return [glued(addColumn(change.to, source, work), change.to.name, facts)];
    case "drop_column":
      return [
        glued(
          dropColumn(change.from, leftIndexes(change.from.name, facts, work), source, work),
          change.from.name,
          facts,
        ),
      ];
    case "modify_column":
      return modifyColumn(change, source, work).map((clause) => glued(clause, change.to.name, facts));
    case "add_primary_key":
      return [{ ...keyClause(undefined, change.to, source, work), glue: facts.keyGlue }];
    case "drop_primary_key":
      return [{ ...keyClause(change.from, undefined, source, work), glue: facts.keyGlue }];
    case "modify_primary_key":
      return [{ ...keyClause(change.from, change.to, source, work), glue: facts.keyGlue }];
    case "add_index":
      return [
        serving(
          counting(addIndex(change.to, source, work, change.to === facts.firstFulltext), [change.to], work),
          change.to,
          work,
        ),
      ];
    case "drop_index":
      return facts.silent.has(change.from) ? [] : [pureDrop(change.from, source, work)];
    case "modify_index":
      return indexClauses(change, source, work);
    case "add_foreign_key":
      return [withTypes(addForeignKey(change.to, source, work), change.to, work)];
    case "drop_foreign_key":
      return [dropForeignKey(change.from, source, work, "drop")];
    case "modify_foreign_key":
      return [
        dropForeignKey(change.from, source, work, "first"),
        withTypes(addForeignKey(change.to, source, work), change.to, work),
      ];
  }
}

/** A table that refers to itself has to have the types, and the key, already that it is to refer to. */
function withTypes(clause: Clause, key: ForeignKey, { from, to, context }: Work): Clause {
  if (!isSelfReference(to, key)) return clause;
  const isNewKey = keysOver(from, key.references.columns).length === 0;
  return isNewKey || isDisturbed({ from, to }, key, context) ? { ...clause, alone: true } : clause;
}

/** A computed column stands in one statement with columns that go and that it reads, and a primary key with its columns. */
function glued(clause: Clause, column: string, { computed, keyColumns, keyGlue }: Facts): Clause {
  if (clause.alone) return clause;
  if (keyColumns.has(fold(column))) return { ...clause, glue: keyGlue };
  return computed.has(fold(column)) ? { ...clause, glue: "computed" } : clause;
}

/** Indexes over the column that go with it. */
function leftIndexes(column: string, { silent }: Facts, { from }: Work): readonly Index[] {
  return from.indexes.filter(
    (index) => silent.has(index) && index.parts.some((part) => fold(part.column ?? "") === fold(column)),
  );
}

/** A column that counts is a key in every statement. */
function counting(
  clause: Clause,
  keys: readonly Parameters<typeof holdsCounter>[0][],
  { from, to }: Work,
): Clause {
  const isCounting = keys.some((key) => holdsCounter(key, from) || holdsCounter(key, to));
  return isCounting ? { ...clause, glue: "counting" } : clause;
}

/** What a foreign key stands on goes once another index is there that serves it: in the statement that adds that one. */
function pureDrop(index: Index, source: StepSource, work: Work): Clause {
  if (isNeeded(index, work)) return { ...dropIndex(index, source, work, "index"), glue: "needed index" };
  return counting(dropIndex(index, source, work, "drop"), [index], work);
}

/** An index that may serve a foreign key instead of one that goes comes in the statement that drops that one. */
function serving(clause: Clause, index: Index, work: Work): Clause {
  const first = (each: Index): string => fold(each.parts[0]?.column ?? "");
  const stays = (each: Index): boolean =>
    work.to.indexes.some(
      ({ name, parts }) => name === each.name && first({ ...each, parts }) === first(each),
    );
  const isServing = work.from.indexes.some(
    (gone) => first(gone) === first(index) && !stays(gone) && isNeeded(gone, work),
  );
  return isServing ? { ...clause, glue: "needed index" } : clause;
}

function indexClauses(
  { from, to, inPlace }: Extract<PartChange, { kind: "modify_index" }>,
  source: StepSource,
  work: Work,
): readonly Clause[] {
  if (inPlace) return [changeVisibility(from, to, source, work)];
  const stays = isNeeded(from, work) || holdsCounter(from, work.from);
  if (!stays) return [dropIndex(from, source, work, "first"), addIndex(to, source, work)];
  const glue = holdsCounter(from, work.from) ? "counting" : "needed index";
  return [
    { ...dropIndex(from, source, work, "index"), glue },
    { ...addIndex(to, source, work), glue },
  ];
}

/** Foreign keys to other tables. */
export function outwardKeys(table: Table): readonly ForeignKey[] {
  return table.foreignKeys.filter((key) => !isSelfReference(table, key));
}
