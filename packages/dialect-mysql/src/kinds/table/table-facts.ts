import { charsetKey, collationKey, fold } from "./equal.ts";
import type { Period, Table, TableOption } from "./model.ts";

/**
 * What a table says of itself in which two differ. What the desired one does not say of the character set, the engine
 * or options is no difference; a counter only grows.
 */
export interface TableFacts {
  readonly charset: boolean;
  readonly collation: boolean;
  readonly comment: boolean;
  readonly engine: boolean;
  readonly autoIncrement: boolean;
  /** Options to be set. */
  readonly options: readonly TableOption[];
  readonly systemVersioned: boolean;
  readonly droppedPeriods: readonly Period[];
  readonly addedPeriods: readonly Period[];
}

export function tableFacts(from: Table, to: Table): TableFacts {
  const differs = (a: string | undefined, b: string | undefined): boolean => b !== undefined && a !== b;
  const [current, desired] = [engineKey(from.engine), engineKey(to.engine)];
  return {
    charset: differs(charsetKey(from.charset), charsetKey(to.charset)),
    collation: differs(collationKey(from.collation), collationKey(to.collation)),
    comment: (from.comment ?? "") !== (to.comment ?? ""),
    engine: current !== desired,
    autoIncrement:
      BigInt(to.autoIncrement ?? 0) > 1n && BigInt(to.autoIncrement ?? 0) > BigInt(from.autoIncrement ?? 1),
    options: to.options.filter((option) => !hasOption(from, option)),
    systemVersioned: from.systemVersioned !== to.systemVersioned,
    droppedPeriods: from.periods.filter((period) => !hasPeriod(to, period)),
    addedPeriods: to.periods.filter((period) => !hasPeriod(from, period)),
  };
}

export function sameTableFacts(from: Table, to: Table): boolean {
  return Object.values(tableFacts(from, to)).every((value) =>
    Array.isArray(value) ? value.length === 0 : !value,
  );
}

/** A table without an engine is in that of the server, which is InnoDB wherever tables are managed. */
export function engineKey(engine: string | undefined): string {
  return fold(engine ?? "InnoDB");
}

function hasOption({ options }: Table, { name, value }: TableOption): boolean {
  return options.some((option) => fold(option.name) === fold(name) && fold(option.value) === fold(value));
}

function hasPeriod({ periods }: Table, { name, from, to }: Period): boolean {
  return periods.some(
    (period) =>
      fold(period.name) === fold(name) && fold(period.from) === fold(from) && fold(period.to) === fold(to),
  );
}
