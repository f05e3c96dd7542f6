import { ident } from "../../text.ts";
import { parseType, type TypeName } from "../../types.ts";
import type { Column } from "./model.ts";

export interface TypeChange {
  /** The server writes all rows anew. */
  readonly rewrites: boolean;
  /** The server casts without an error what does not fit: fractions and times are cut. */
  readonly cuts: boolean;
  /** The expression after USING; absent where the server casts by itself. */
  readonly using?: string;
}

const integers = ["smallint", "integer", "bigint"];
const floats = ["real", "double precision"];
const numbers = new Set([...integers, ...floats, "numeric"]);
const strings = new Set(["text", "character varying", "character", "bpchar", "name"]);
const dates = new Set(["date", "timestamp", "timestamptz"]);
const times = new Set(["time", "timetz", "interval"]);
const others = [
  "bit",
  "bit varying",
  "boolean",
  "box",
  "bytea",
  "cidr",
  "circle",
  "inet",
  "json",
  "jsonb",
  "line",
  "lseg",
  "macaddr",
  "macaddr8",
  "money",
  "path",
  "point",
  "polygon",
  "tsquery",
  "tsvector",
  "uuid",
  "xml",
];
const builtIn = new Set([...numbers, ...strings, ...dates, ...times, ...others]);

/**
 * What changing a column's type costs. Where in doubt the worse answer: a rewrite.
 *
 * @see https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
export function typeChange(from: Column, to: Column): TypeChange {
  const before = parseType(from.type);
  const after = parseType(to.type);
  const using = needsUsing(before, after) ? usingSql(from, to) : undefined;
  return {
    rewrites: !isFree(before, after),
    cuts: cuts(before, after),
    ...(using !== undefined && { using }),
  };
}

/** Whether a cast that is written out may change values: unlike a change of type, it also cuts to a length. */
export function castMayCut(from: string, to: string): boolean {
  const before = parseType(from);
  const after = parseType(to);
  const narrows = after.modifiers.length > 0 && (before.base !== after.base || !widens(before, after));
  return narrows || cuts(before, after);
}

function isFree(from: TypeName, to: TypeName): boolean {
  if (from.array !== to.array) return false;
  // An array is cast item by item, but for one that loses its limit.
  if (to.array)
    return (
      from.base === to.base && (to.modifiers.length === 0 || from.modifiers.join() === to.modifiers.join())
    );
  if (from.base === to.base) return widens(from, to);
  // Both are stored alike; only a length has to be checked.
  const text = ["text", "character varying"];
  if (text.includes(from.base) && text.includes(to.base)) return to.modifiers.length === 0;
  return from.base === "cidr" && to.base === "inet";
}

/** Whether every value of the one fits the other without looking at it. */
function widens(from: TypeName, to: TypeName): boolean {
  if (from.modifiers.join() === to.modifiers.join()) return true;
  const [length, scale = 0] = from.modifiers.map(Number);
  const [newLength, newScale = 0] = to.modifiers.map(Number);
  switch (from.base) {
    case "character varying":
    case "bit varying":
      return newLength === undefined || (length !== undefined && newLength >= length);
    case "numeric":
      return newLength === undefined || (length !== undefined && newLength >= length && scale === newScale);
    case "timestamp":
    case "timestamptz":
    case "time":
    case "timetz":
    case "interval":
      return precisionOf(to) >= precisionOf(from);
    default:
      return false;
  }
}

/** Digits of a second; six where nothing is said. */
function precisionOf(type: TypeName): number {
  return Number(type.modifiers[0] ?? 6);
}

/** What text can be read as without leaving a part of it out: what does not fit is an error. */
const readExactly = new Set([
  ...integers,
  "boolean",
  "uuid",
  "inet",
  "cidr",
  "macaddr",
  "macaddr8",
  "json",
  "xml",
]);

/** Pairs whose second type holds every value of the first. */
const exactPairs = new Set([
  "date timestamp",
  "time interval",
  "cidr inet",
  "macaddr macaddr8",
  "money numeric",
  "boolean integer",
  "jsonb json",
]);

/** Where in doubt yes: a time zone that is taken from the session counts, too. */
function cuts(from: TypeName, to: TypeName): boolean {
  if (from.base === to.base) {
    // An array is cast by an expression, which cuts to a length; a column by itself refuses what is too long.
    if (from.array !== to.array) return to.modifiers.join() !== from.modifiers.join() && !widens(from, to);
    if (from.base === "numeric")
      return to.modifiers.length > 0 && Number(to.modifiers[1] ?? 0) < scaleOf(from);
    return (dates.has(from.base) || times.has(from.base)) && precisionOf(to) < precisionOf(from);
  }
  if (isUserType(from) || isUserType(to)) return false;
  // `interval day` and the like keep those fields alone.
  if (isInterval(from) && isInterval(to))
    return to.base !== "interval" || precisionOf(to) < precisionOf(from);
  if (to.base === "name" || to.base === "character" || to.base === "bpchar") return true;
  if (strings.has(to.base)) return to.array && !from.array && to.modifiers.length > 0;
  if (numbers.has(from.base) && integers.includes(to.base)) return !integers.includes(from.base);
  if (numbers.has(from.base) && floats.includes(to.base))
    return !(
      from.base === "real" ||
      from.base === "smallint" ||
      (from.base === "integer" && to.base !== "real")
    );
  // A float becomes its first 6 or 15 digits.
  if (to.base === "numeric" && numbers.has(from.base)) return !integers.includes(from.base);
  if (strings.has(from.base) && to.base === "numeric") return to.modifiers.length > 0;
  if (strings.has(from.base)) return to.modifiers.length > 0 || !readExactly.has(to.base);
  return to.modifiers.length > 0 || !exactPairs.has(`${from.base} ${to.base}`);
}

/** Types that users or extensions made: what a cast of theirs does is not for us to say. */
function isUserType(type: TypeName): boolean {
  return !builtIn.has(type.base) && !isInterval(type);
}

function isInterval({ base }: TypeName): boolean {
  return base === "interval" || base.startsWith("interval ");
}

function scaleOf(type: TypeName): number {
  return type.modifiers.length === 0 ? Number.POSITIVE_INFINITY : Number(type.modifiers[1] ?? 0);
}

/** Whether no expression of ours leads from the one to the other: of a list nobody says which value is meant. */
export function hasNoCast(from: Column, to: Column): boolean {
  const before = parseType(from.type);
  const after = parseType(to.type);
  return before.array && !after.array && !strings.has(after.base);
}

/** Whether the server has no cast that it uses by itself when a value is assigned. */
function needsUsing(from: TypeName, to: TypeName): boolean {
  if (from.base === to.base) return from.array !== to.array;
  if (from.array !== to.array) return !strings.has(to.base) || to.array;
  if (strings.has(to.base)) return false;
  const together = (family: ReadonlySet<string>): boolean => family.has(from.base) && family.has(to.base);
  if (together(numbers) || together(dates)) return false;
  if (from.base.startsWith("timestamp") && times.has(to.base) && to.base !== "interval") return false;
  if (together(new Set(["time", "interval"])) || together(new Set(["time", "timetz"]))) return false;
  return !(together(new Set(["json", "jsonb"])) || together(new Set(["inet", "cidr"])));
}

/** Between two user types the way leads through text: they know no cast of each other. */
function usingSql(from: Column, to: Column): string {
  const column = ident(from.name);
  const source = parseType(from.type);
  const target = parseType(to.type);
  if (source.array !== target.array && target.array) return `ARRAY[${column}]::${to.type}`;
  const through = from.typeRef?.kind === "enum" && to.typeRef?.kind === "enum";
  return through ? `${column}::text${source.array ? "[]" : ""}::${to.type}` : `${column}::${to.type}`;
}
