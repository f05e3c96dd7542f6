import { type DraftStep, type Ref, refKey } from "@atlas/core";
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
import { alterStep, type Clause, smallStep, sourceOf } from "./step.ts";

interface Actions {
  readonly before: readonly DraftStep[];
  readonly clauses: readonly Clause[];
  readonly after: readonly DraftStep[];
}

const nothing: Actions = { before: [], clauses: [], after: [] };

/** Everything between plain, serial and identity columns. The next value is kept in every direction. */
export function identityActions(table: Table, change: ModifyColumn): Actions {
  const { from, to } = change;
  if (from.serial && to.serial)
    return { ...nothing, after: alterSequenceSteps(table, sourceOf(change), from.serial, to.serial) };
  if (from.identity && to.identity) return modifyIdentity(table, change, from.identity, to.identity);
  if (from.serial && to.identity) return serialToIdentity(table, change, from.serial, to.identity);
  if (from.identity && to.serial) return identityToSerial(table, change, from.identity, to.serial);
  if (to.serial) return plainToSerial(table, change, to.serial);
  if (to.identity) return plainToIdentity(table, change, to.identity);
  if (from.serial) return serialToPlain(table, change, from.serial);
  if (from.identity) return identityToPlain(table, change, from.identity);
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
  const { before, clauses } = plainToSerial(table, change, to);
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

function plainToSerial(table: Table, change: ModifyColumn, to: OwnedSequence): Actions {
  const source = sourceOf(change);
  const name = sequenceSql(table, to.sequence);
  const options = [...(to.type === "bigint" ? [] : [`AS ${to.type}`]), sequenceOptions(to)].filter(
    (text) => text !== "",
  );
  const create = smallStep(table, source, {
    sql: ["CREATE SEQUENCE IF NOT EXISTS", name, ...options, `OWNED BY ${ownerSql(table, change.to)}`].join(
      " ",
    ),
    comment: `create sequence for serial column ${JSON.stringify(change.to.name)}`,
    undo: [`DROP SEQUENCE IF EXISTS ${name}`],
  });
  return {
    // A sequence of this name that belonged to nobody goes first, and the default that draws from it before.
    before: [
      ...(drawsFrom(change.from, table, to.sequence) ? dropDefault(table, change) : []),
      { ...create, creates: [sequenceRef(table, to.sequence)] },
    ],
    clauses: [clause(change, `SET DEFAULT ${nextValueSql(table, to.sequence)}`, "DROP DEFAULT")],
    after: [continueAfterValues(table, source, change.to.name, to)],
  };
}

function plainToIdentity(table: Table, change: ModifyColumn, to: Identity): Actions {
  const clauses = [
    ...(change.from.default === undefined
      ? []
      : [
          {
            ...clause(change, "DROP DEFAULT", `SET DEFAULT ${change.from.default}`),
            releases: change.from.uses,
          },
        ]),
    clause(change, `ADD ${identitySql(table, change.to, to)}`, "DROP IDENTITY"),
  ];
  return { before: [], clauses, after: [continueAfterValues(table, sourceOf(change), change.to.name, to)] };
}

function serialToPlain(table: Table, change: ModifyColumn, from: OwnedSequence): Actions {
  if (drawsFrom(change.to, table, from.sequence)) {
    const remake = dropSequence(table, change, from, from.sequence);
    return {
      before: [...dropDefault(table, change), remake],
      clauses: [],
      after: [continueAfterValues(table, sourceOf(change), change.to.name, from)],
    };
  }
  const clauses =
    change.to.default === undefined
      ? [clause(change, "DROP DEFAULT", `SET DEFAULT ${nextValueSql(table, from.sequence)}`)]
      : [];
  return { before: [], clauses, after: [dropSequence(table, change, from, from.sequence)] };
}

function identityToPlain(table: Table, change: ModifyColumn, from: Identity): Actions {
  return {
    before: [],
    clauses: [clause(change, "DROP IDENTITY", `ADD ${identitySql(table, change.from, from)}`)],
    after: [],
  };
}

function sequenceRef(table: Table, name: string): Ref {
  return { kind: "sequence", schema: table.schema, name };
}

/** Whether a raw default uses a sequence of its own standing. */
function drawsFrom(column: Column, table: Table, sequence: string): boolean {
  const wanted = refKey(sequenceRef(table, sequence));
  return column.uses.some((ref) => refKey(ref) === wanted);
}

function dropDefault(table: Table, change: ModifyColumn): readonly DraftStep[] {
  const { from } = change;
  const old = from.serial ? nextValueSql(table, from.serial.sequence) : (from.default ?? "NULL");
  return alterStep(table, [{ ...clause(change, "DROP DEFAULT", `SET DEFAULT ${old}`), releases: from.uses }]);
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
    blocks: "writes",
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
