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
  /** Options that get in the way of those. */
  readonly resetOptions: readonly TableOption[];
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
    resetOptions: from.options.filter((option) => !isDeclared(option, to) && !isLeftAlone(option, to)),
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

/** Ways to store rows, of which a table has one: who declares one declares that it is none of the others. */
const storage: ReadonlySet<string> = new Set([
  "ROW_FORMAT",
  "KEY_BLOCK_SIZE",
  "COMPRESSION",
  "PAGE_COMPRESSED",
  "PAGE_COMPRESSION_LEVEL",
]);

/** Whether an option of the present table is none of the desired one's business. */
export function isLeftAlone(option: TableOption, desired: Table): boolean {
  if (isDeclared(option, desired)) return false;
  const isStorage = ({ name }: TableOption): boolean => storage.has(name.toUpperCase());
  return !(isStorage(option) && desired.options.some(isStorage));
}

function isDeclared({ name }: TableOption, { options }: Table): boolean {
  return options.some((option) => fold(option.name) === fold(name));
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
