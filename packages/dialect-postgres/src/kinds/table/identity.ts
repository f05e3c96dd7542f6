import type { CompareContext, DraftStep, Ref } from "@atlas/core";
import { ident, literal } from "../../text.ts";
import type { ModifyColumn } from "./changes.ts";
import type { Column, Identity, OwnedSequence, Table } from "./model.ts";
import {
  alterSequenceSteps,
  continueAfterValues,
  identitySql,
  nextValueSql,
  sequenceChanges,
  sequenceOptions,
  sequenceSql,
} from "./sequences.ts";
import { findSequence } from "./states.ts";
import { type Clause, smallStep, sourceOf } from "./step.ts";

interface Actions {
  readonly before: readonly DraftStep[];
  readonly clauses: readonly Clause[];
  readonly after: readonly DraftStep[];
}

const nothing: Actions = { before: [], clauses: [], after: [] };

/**
 * Everything between plain, serial and identity columns. The next value is kept in every direction, also when a
 * sequence of its own standing becomes that of the column, or the other way round.
 */
export function identityActions(table: Table, change: ModifyColumn, context: CompareContext): Actions {
  const { from, to } = change;
  if (from.serial && to.serial)
    return { ...nothing, after: alterSequenceSteps(table, sourceOf(change), from.serial, to.serial) };
  if (from.identity && to.identity) return modifyIdentity(table, change, from.identity, to.identity);
  if (from.serial && to.identity) return serialToIdentity(table, change, from.serial, to.identity);
  if (from.identity && to.serial) return identityToSerial(table, change, from.identity, to.serial);
  if (to.serial) return plainToSerial(table, change, to.serial, context);
  if (to.identity) return plainToIdentity(table, change, to.identity, context);
  if (from.serial) return serialToPlain(table, change, from.serial, context);
  if (from.identity) return identityToPlain(table, change, from.identity, context);
  return nothing;
}

function clause(change: ModifyColumn, action: string, undo: string): Clause {
  const alter = `ALTER COLUMN ${ident(change.to.name)}`;
  return {
    sql: `${alter} ${action}`,
    undo: `${alter} ${undo}`,
    source: sourceOf(change),
    blocks: "everything",
  };
}

function modifyIdentity(table: Table, change: ModifyColumn, from: Identity, to: Identity): Actions {
  const options = (one: Identity, other: Identity): string =>
    [
      ...(one.generation === other.generation ? [] : [`SET GENERATED ${other.generation}`]),
      ...sequenceChanges(one, other).map((option) => `SET ${option}`),
    ].join(" ");
  const forth = options(from, to);
  const renamed = alterSequenceSteps(table, sourceOf(change), { ...to, sequence: from.sequence }, to);
  return {
    before: [],
    clauses: forth === "" ? [] : [clause(change, forth, options(to, from))],
    after: renamed,
  };
}

/** The sequence moves aside, the identity makes its own, which goes on where the old one stood. */
function serialToIdentity(table: Table, change: ModifyColumn, from: OwnedSequence, to: Identity): Actions {
  const aside = asideName(from.sequence);
  return {
    before: [renameSequence(table, change, from.sequence, aside)],
    clauses: [
      clause(change, "DROP DEFAULT", `SET DEFAULT ${nextValueSql(table, aside)}`),
      clause(change, `ADD ${identitySql(table, change.to, to)}`, "DROP IDENTITY"),
    ],
    after: [takeOver(table, change, aside, to.sequence), dropSequence(table, change, from, aside)],
  };
}

function identityToSerial(table: Table, change: ModifyColumn, from: Identity, to: OwnedSequence): Actions {
  const aside = asideName(from.sequence);
  const { before, clauses } = newSerial(table, change, to);
  return {
    before: [
      renameSequence(table, change, from.sequence, aside),
      ...before,
      takeOver(table, change, aside, to.sequence),
    ],
    clauses: [
      clause(change, "DROP IDENTITY", `ADD ${identitySql(table, change.from, { ...from, sequence: aside })}`),
      ...clauses,
    ],
    after: [],
  };
}

function plainToSerial(
  table: Table,
  change: ModifyColumn,
  to: OwnedSequence,
  context: CompareContext,
): Actions {
  const source = sourceOf(change);
  const free = findSequence(context.from, table, to.sequence);
  const draw = clause(change, `SET DEFAULT ${nextValueSql(table, to.sequence)}`, "DROP DEFAULT");
  if (free) {
    const name = sequenceSql(table, to.sequence);
    const own = smallStep(table, source, {
      sql: `ALTER SEQUENCE ${name} OWNED BY ${ownerSql(table, change.to)}`,
      comment: `make sequence ${JSON.stringify(to.sequence)} that of column ${JSON.stringify(change.to.name)}`,
      undo: [`ALTER SEQUENCE ${name} OWNED BY NONE`],
      blocks: "writes",
    });
    const settings = { ...free, sequence: free.name };
    return {
      before: [],
      clauses: [draw],
      after: [own, ...alterSequenceSteps(table, source, settings, to)],
    };
  }
  return { ...newSerial(table, change, to), after: [continueAfterValues(table, source, change.to.name, to)] };
}

function newSerial(table: Table, change: ModifyColumn, to: OwnedSequence): Actions {
  const name = sequenceSql(table, to.sequence);
  const options = [...(to.type === "bigint" ? [] : [`AS ${to.type}`]), sequenceOptions(to)].filter(
    (text) => text !== "",
  );
  const create = smallStep(table, sourceOf(change), {
    sql: ["CREATE SEQUENCE IF NOT EXISTS", name, ...options, `OWNED BY ${ownerSql(table, change.to)}`].join(
      " ",
    ),
    comment: `create sequence for serial column ${JSON.stringify(change.to.name)}`,
    undo: [`DROP SEQUENCE IF EXISTS ${name}`],
  });
  return {
    before: [{ ...create, creates: [sequenceRef(table, to.sequence)] }],
    clauses: [clause(change, `SET DEFAULT ${nextValueSql(table, to.sequence)}`, "DROP DEFAULT")],
    after: [],
  };
}

function plainToIdentity(table: Table, change: ModifyColumn, to: Identity, context: CompareContext): Actions {
  const free = findSequence(context.from, table, to.sequence);
  const clauses = [
    ...(change.from.default === undefined
      ? []
      : [
          {
            ...clause(change, "DROP DEFAULT", `SET DEFAULT ${change.from.default}`),
            // A sequence that moves aside goes after this statement anyway.
            releases: free ? [] : change.from.uses,
          },
        ]),
    clause(change, `ADD ${identitySql(table, change.to, to)}`, "DROP IDENTITY"),
  ];
  if (!free)
    return { before: [], clauses, after: [continueAfterValues(table, sourceOf(change), change.to.name, to)] };
  const aside = asideName(free.name);
  const settings = { ...free, sequence: free.name };
  const drop = dropSequence(table, change, settings, aside);
  return {
    before: [renameSequence(table, change, free.name, aside)],
    clauses,
    // Whoever else drew from the old one lets go before.
    after: [
      takeOver(table, change, aside, to.sequence),
      { ...drop, drops: [...drop.drops, sequenceRef(table, free.name)] },
    ],
  };
}

function serialToPlain(
  table: Table,
  change: ModifyColumn,
  from: OwnedSequence,
  context: CompareContext,
): Actions {
  const clauses =
    change.to.default === undefined
      ? [clause(change, "DROP DEFAULT", `SET DEFAULT ${nextValueSql(table, from.sequence)}`)]
      : [];
  // The kind of sequences makes it stand on its own.
  if (findSequence(context.to, table, from.sequence)) return { before: [], clauses, after: [] };
  const drop = dropSequence(table, change, from, from.sequence);
  return { before: [], clauses, after: [{ ...drop, losesData: true, loses: [nextValueOf(table, from)] }] };
}

function identityToPlain(
  table: Table,
  change: ModifyColumn,
  from: Identity,
  context: CompareContext,
): Actions {
  if (!findSequence(context.to, table, from.sequence)) {
    const drop = clause(change, "DROP IDENTITY", `ADD ${identitySql(table, change.from, from)}`);
    return { before: [], clauses: [{ ...drop, loses: [nextValueOf(table, from)] }], after: [] };
  }
  const aside = asideName(from.sequence);
  const ref = sequenceRef(table, from.sequence);
  const rename = renameSequence(table, change, from.sequence, aside);
  const follow = takeOver(table, change, aside, from.sequence);
  const settings = { ...from, sequence: aside };
  return {
    // Between the two the kind of sequences makes the new one.
    before: [
      { ...rename, drops: [ref] },
      { ...follow, needs: [...follow.needs, ref] },
    ],
    clauses: [clause(change, "DROP IDENTITY", `ADD ${identitySql(table, change.from, settings)}`)],
    after: [],
  };
}

/** As the kind of sequences tells it. */
function nextValueOf(table: Table, { sequence }: OwnedSequence): string {
  return `the next value of sequence "${[table.schema, sequence].filter(Boolean).join(".")}"`;
}

function sequenceRef(table: Table, name: string): Ref {
  return { kind: "sequence", schema: table.schema, name };
}

/** A name that is free for the moments between two statements. */
function asideName(sequence: string): string {
  return `${sequence.slice(0, 50)}_before`;
}

function ownerSql(table: Table, column: Column): string {
  return `${sequenceSql(table, table.name)}.${ident(column.name)}`;
}

function renameSequence(table: Table, change: ModifyColumn, from: string, to: string): DraftStep {
  return smallStep(table, sourceOf(change), {
    sql: `ALTER SEQUENCE ${sequenceSql(table, from)} RENAME TO ${ident(to)}`,
    comment: `rename a sequence from ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
    undo: [`ALTER SEQUENCE ${sequenceSql(table, to)} RENAME TO ${ident(from)}`],
    blocks: "everything",
  });
}

function takeOver(table: Table, change: ModifyColumn, from: string, to: string): DraftStep {
  const name = sequenceSql(table, to);
  return smallStep(table, sourceOf(change), {
    sql: `SELECT setval(${literal(name)}, last_value, is_called) FROM ${sequenceSql(table, from)}`,
    comment: `continue sequence ${JSON.stringify(to)} where ${JSON.stringify(from)} stands`,
    undo: [],
    blocks: "nothing",
  });
}

function dropSequence(table: Table, change: ModifyColumn, settings: OwnedSequence, name: string): DraftStep {
  const sql = sequenceSql(table, name);
  const step = smallStep(table, sourceOf(change), {
    sql: `DROP SEQUENCE IF EXISTS ${sql}`,
    comment: `drop sequence used by serial column ${JSON.stringify(change.to.name)}`,
    undo: [
      [
        "CREATE SEQUENCE",
        sql,
        `AS ${settings.type}`,
        sequenceOptions(settings),
        `OWNED BY ${ownerSql(table, change.from)}`,
      ]
        .filter((text) => text !== "")
        .join(" "),
    ],
    blocks: "everything",
  });
  return { ...step, drops: [sequenceRef(table, name)] };
}
