import type { DraftStep, StepSource } from "@atlas/core";
import { ident, literal, qualified } from "../../text.ts";
import type { Column, Identity, OwnedSequence, Table } from "./model.ts";
import { sequenceName } from "./names.ts";
import { smallStep } from "./step.ts";

/** Largest values of the integer types; a descending sequence starts from the smallest, one below their negation. */
const largest: Readonly<Record<string, bigint>> = {
  smallint: 32_767n,
  integer: 2_147_483_647n,
  bigint: 9_223_372_036_854_775_807n,
};

const serialNames: Readonly<Record<string, string>> = {
  smallint: "smallserial",
  integer: "serial",
  bigint: "bigserial",
};

/** The type as a table definition says it: `serial` where a sequence belongs to the column. */
export function printedType(column: Column): string {
  return column.serial ? (serialNames[column.type] ?? column.type) : column.type;
}

/** What a sequence of this type and direction is when nothing is said. */
export function defaultSequence(sequence: string, type: string, increment = "1"): OwnedSequence {
  const top = largest[type] ?? 0n;
  const descending = increment.startsWith("-");
  const min = descending ? String(-top - 1n) : "1";
  const max = descending ? "-1" : String(top);
  return { sequence, type, increment, min, max, start: descending ? max : min, cache: "1", cycle: false };
}

/** Only what is not the default: `START WITH 10 INCREMENT BY 5`. */
export function sequenceOptions(settings: OwnedSequence): string {
  const standard = defaultSequence(settings.sequence, settings.type, settings.increment);
  // A start follows from a changed bound, so it is the bound that it is compared with.
  const start = settings.increment.startsWith("-") ? settings.max : settings.min;
  return [
    ...(settings.start === start ? [] : [`START WITH ${settings.start}`]),
    ...(settings.increment === "1" ? [] : [`INCREMENT BY ${settings.increment}`]),
    ...(settings.min === standard.min ? [] : [`MINVALUE ${settings.min}`]),
    ...(settings.max === standard.max ? [] : [`MAXVALUE ${settings.max}`]),
    ...(settings.cache === "1" ? [] : [`CACHE ${settings.cache}`]),
    ...(settings.cycle ? ["CYCLE"] : []),
  ].join(" ");
}

/** What differs, as options of ALTER SEQUENCE. A bound that moves with the type needs no words. */
export function sequenceChanges(from: OwnedSequence, to: OwnedSequence): readonly string[] {
  const before = defaultSequence(from.sequence, from.type, from.increment);
  const after = defaultSequence(to.sequence, to.type, to.increment);
  const moves = (bound: "min" | "max"): boolean =>
    from.type !== to.type &&
    from[bound] === before[bound] &&
    to[bound] === after[bound] &&
    from.increment === to.increment;
  return [
    ...(from.increment === to.increment ? [] : [`INCREMENT BY ${to.increment}`]),
    ...(from.min === to.min || moves("min") ? [] : [`MINVALUE ${to.min}`]),
    ...(from.max === to.max || moves("max") ? [] : [`MAXVALUE ${to.max}`]),
    ...(from.start === to.start ? [] : [`START WITH ${to.start}`]),
    ...(from.cache === to.cache ? [] : [`CACHE ${to.cache}`]),
    ...(from.cycle === to.cycle ? [] : [to.cycle ? "CYCLE" : "NO CYCLE"]),
  ];
}

/** `AS IDENTITY` with the options that are not defaults. */
export function identitySql(table: Table, column: Column, identity: Identity): string {
  const named = identity.sequence !== sequenceName(table.name, column.name);
  const all = [
    ...(named ? [`SEQUENCE NAME ${qualified({ schema: table.schema, name: identity.sequence })}`] : []),
    sequenceOptions(identity),
  ]
    .filter((text) => text !== "")
    .join(" ");
  return `GENERATED ${identity.generation} AS IDENTITY${all === "" ? "" : ` (${all})`}`;
}

export function sequenceSql(table: Table, name: string): string {
  return qualified({ schema: table.schema, name });
}

/** `nextval('"s"."t_id_seq"')`. */
export function nextValueSql(table: Table, name: string): string {
  return `nextval(${literal(sequenceSql(table, name))})`;
}

/** Steps that bring a sequence from one form to the other, its name last. */
export function alterSequenceSteps(
  table: Table,
  source: StepSource,
  from: OwnedSequence,
  to: OwnedSequence,
): readonly DraftStep[] {
  const name = sequenceSql(table, from.sequence);
  const typed = (target: OwnedSequence, other: OwnedSequence): readonly string[] =>
    target.type === other.type ? [] : [`AS ${target.type}`];
  const forth = [...typed(to, from), ...sequenceChanges(from, to)];
  const back = [...typed(from, to), ...sequenceChanges(to, from)];
  const renamed = sequenceSql(table, to.sequence);
  return [
    ...(forth.length === 0
      ? []
      : [
          smallStep(table, source, {
            sql: `ALTER SEQUENCE ${name} ${forth.join(" ")}`,
            comment: `modify sequence ${JSON.stringify(from.sequence)}`,
            undo: back.length === 0 ? [] : [`ALTER SEQUENCE ${name} ${back.join(" ")}`],
            blocks: "writes",
          }),
        ]),
    ...(from.sequence === to.sequence
      ? []
      : [
          smallStep(table, source, {
            sql: `ALTER SEQUENCE ${name} RENAME TO ${ident(to.sequence)}`,
            comment: `rename a sequence from ${JSON.stringify(from.sequence)} to ${JSON.stringify(to.sequence)}`,
            undo: [`ALTER SEQUENCE ${renamed} RENAME TO ${ident(from.sequence)}`],
            blocks: "everything",
          }),
        ]),
  ];
}

/** Lets a new sequence go on after the largest value that the column holds. */
export function continueAfterValues(
  table: Table,
  source: StepSource,
  column: string,
  settings: OwnedSequence,
): DraftStep {
  const descending = settings.increment.startsWith("-");
  const extreme = `${descending ? "min" : "max"}(${ident(column)})`;
  const next = `coalesce(${extreme} + (${settings.increment}), ${settings.start})`;
  const step = smallStep(table, source, {
    sql: `SELECT setval(${literal(sequenceSql(table, settings.sequence))}, ${next}, false) FROM ${qualified(table)}`,
    comment: `continue sequence ${JSON.stringify(settings.sequence)} after the values of column ${JSON.stringify(column)}`,
    undo: [],
    blocks: "nothing",
  });
  return { ...step, scans: true };
}
