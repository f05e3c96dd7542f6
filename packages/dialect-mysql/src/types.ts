import { remembered } from "./remembered.ts";

/** What of a type matters to its defaults, its character set and its comparison. */
export type TypeFamily =
  | "bool"
  | "integer"
  | "decimal"
  | "float"
  | "bit"
  | "year"
  | "time"
  | "text"
  | "values"
  | "binary"
  | "other";

const families: ReadonlyMap<string, TypeFamily> = new Map([
  ["bool", "bool"],
  ...words("integer", "tinyint smallint mediumint int bigint"),
  ["decimal", "decimal"],
  ...words("float", "float double"),
  ["bit", "bit"],
  ["year", "year"],
  ...words("time", "date time datetime timestamp"),
  ...words("text", "char varchar tinytext text mediumtext longtext"),
  ...words("values", "enum set"),
  ...words("binary", "binary varbinary tinyblob blob mediumblob longblob"),
]);

function words(family: TypeFamily, list: string): readonly (readonly [string, TypeFamily])[] {
  return list.split(" ").map((word) => [word, family] as const);
}

/** @param type - canonical. */
export function typeFamily(type: string): TypeFamily {
  return families.get(/^\w*/.exec(type)?.[0] ?? "") ?? "other";
}

/** Its values are texts in a character set. */
export function isCharacterType(type: string): boolean {
  const family = typeFamily(type);
  return family === "text" || family === "values";
}

/** Its literals are written without quotes. */
export function isNumericType(type: string): boolean {
  return ["bool", "integer", "decimal", "float", "year"].includes(typeFamily(type));
}

/** Other names of types, in lower case. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ["boolean", "bool"],
  ["int1", "tinyint"],
  ["int2", "smallint"],
  ["int3", "mediumint"],
  ["middleint", "mediumint"],
  ["int4", "int"],
  ["integer", "int"],
  ["int8", "bigint"],
  ["numeric", "decimal"],
  ["dec", "decimal"],
  ["fixed", "decimal"],
  ["real", "double"],
  ["double precision", "double"],
  ["float8", "double"],
  ["float4", "float"],
  ["character", "char"],
  ["character varying", "varchar"],
  ["geomcollection", "geometrycollection"],
]);

/** A type with the attributes that stand behind its parentheses. */
export interface TypeParts {
  /** In lower case, and no synonym. */
  readonly name: string;
  /** What stands in the parentheses; absent: there are none. */
  readonly args?: string;
  readonly unsigned: boolean;
  readonly zerofill: boolean;
}

const typePattern =
  /^([a-z]\w*(?: precision| varying)?)\s*(?:\(([\s\S]*)\))?((?:\s+(?:unsigned|signed|zerofill))*)$/i;

/** `undefined`: the text is no type with arguments, but something of another form. */
export function typeParts(text: string): TypeParts | undefined {
  const [, name, args, attributes = ""] = typePattern.exec(text.trim()) ?? [];
  if (name === undefined) return undefined;
  const word = name.toLowerCase().replaceAll(/\s+/g, " ");
  const zerofill = /zerofill/i.test(attributes);
  return {
    name: synonyms.get(word) ?? word,
    ...(args !== undefined && { args: args.trim() }),
    // What is filled up with zeros has no sign either.
    unsigned: zerofill || /\bunsigned\b/i.test(attributes),
    zerofill,
  };
}

/**
 * The one text for a type, whatever server it was read from or whoever wrote it: `int(11)` is `int`, `tinyint(1)` is
 * `bool`, `decimal(10,0)` is `decimal(10)`, `binary(1)` is `binary`.
 *
 * Only `tinyint(1)` is a `bool`: a wider integer that is shown with one digit holds more than one.
 */
export const canonicalType: (text: string) => string = remembered((text) => {
  const bare = text.replace(/\s*\/\*[^']*\*\/\s*$/, "");
  const parts = typeParts(bare);
  if (!parts) return bare;
  const { name, args, unsigned, zerofill } = parts;
  const suffix = `${unsigned ? " unsigned" : ""}${zerofill ? " zerofill" : ""}`;
  if (name === "tinyint" && args === "1" && !unsigned) return "bool";
  if (typeFamily(name) === "integer" && !zerofill) return name + suffix;
  const kept = args === undefined ? undefined : canonicalArgs(name, args);
  const written =
    name === "float" && isDouble(kept) ? "double" : name === "float" ? floatOf(kept) : undefined;
  return (written ?? name + (kept === undefined ? "" : `(${kept})`)) + suffix;
});

/** Arguments without blanks, and without those that say what is so anyway. */
function canonicalArgs(name: string, args: string): string | undefined {
  if (name === "enum" || name === "set") return args;
  const compact = args.replaceAll(/\s+/g, "");
  if (name === "decimal") return compact.replace(/,0$/, "");
  if ((name === "bit" || name === "binary") && compact === "1") return undefined;
  if (name === "year" && compact === "4") return undefined;
  if (typeFamily(name) === "time" && compact === "0") return undefined;
  return compact;
}

/** The precision of a float alone chooses between two types, and is not kept. */
function isDouble(args: string | undefined): boolean {
  return args !== undefined && /^\d+$/.test(args) && Number(args) > 24;
}

function floatOf(args: string | undefined): string {
  return args === undefined || /^\d+$/.test(args) ? "float" : `float(${args})`;
}
