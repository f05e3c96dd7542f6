import type { ModelColumn } from "@atlas/core";

interface Type {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly isArray: boolean;
}

/**
 * Whether PostgreSQL writes a table anew to give a column another type. Where in doubt it does.
 *
 * Free are changes that keep every stored value as it is: more room for texts, bits, digits and fractions of seconds,
 * `varchar` to `text`, `cidr` to `inet`, a domain to the type below it.
 *
 * @see https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
export function typeChangeRewrites(from: ModelColumn, to: ModelColumn): boolean {
  const [before, after] = [typeOf(from), typeOf(to)];
  if (from.type === to.type) return false;
  // Values of a domain are tried against its checks, row by row.
  if (to.attributes["type_kind"] === "domain") return true;
  if (before.isArray || after.isArray)
    return !(
      before.isArray === after.isArray &&
      before.name === after.name &&
      (after.arguments.length === 0 || sameArguments(before, after))
    );
  if (before.name === after.name) return !widens(before, after);
  if (isText(before) && isText(after)) return after.arguments.length > 0 && !widens(before, after);
  return !(before.name === "cidr" && after.name === "inet");
}

/** `serial` is an integer with a default, and a domain is the type below it with checks. */
function typeOf({ type, typeArguments, typeName, attributes }: ModelColumn): Type {
  const below = attributes["base_type"] ?? attributes["serial_type"];
  if (typeof below !== "string")
    return { name: typeName.replace(/\[\]$/, ""), arguments: typeArguments, isArray: type.endsWith("[]") };
  const [, name = below, args = ""] = /^([^(]*)\(([^)]*)\)/.exec(below) ?? [];
  return {
    name: name.replace(/\[\]$/, ""),
    arguments: args.split(",").flatMap((text) => text.trim() || []),
    isArray: below.endsWith("[]"),
  };
}

function isText({ name }: Type): boolean {
  return name === "text" || name === "character varying";
}

function sameArguments(from: Type, to: Type): boolean {
  return from.arguments.join() === to.arguments.join();
}

/** Whether every value of the one fits the other without looking at it. */
function widens(from: Type, to: Type): boolean {
  if (sameArguments(from, to)) return true;
  const [length, scale = 0] = from.arguments.map(Number);
  const [newLength, newScale = 0] = to.arguments.map(Number);
  switch (from.name) {
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
      // Six digits of a second where nothing is said.
      return (newLength ?? 6) >= (length ?? 6);
    default:
      return false;
  }
}
