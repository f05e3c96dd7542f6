import { AtlasError } from "@atlas/core";

/** Other names of built-in types, in the form that `format_type` and SQL know. */
const synonyms: Readonly<Record<string, string>> = {
  int2: "smallint",
  int: "integer",
  int4: "integer",
  int8: "bigint",
  bool: "boolean",
  char: "character",
  varchar: "character varying",
  "char varying": "character varying",
  decimal: "numeric",
  dec: "numeric",
  float4: "real",
  float8: "double precision",
  float: "double precision",
  varbit: "bit varying",
  "timestamp without time zone": "timestamp",
  "timestamp with time zone": "timestamptz",
  "time without time zone": "time",
  "time with time zone": "timetz",
  serial2: "smallserial",
  serial4: "serial",
  serial8: "bigserial",
};

const timeTypes: ReadonlySet<string> = new Set(["timestamp", "timestamptz", "time", "timetz"]);

/** A type name taken apart: `numeric(10,2)[]` → base `numeric`, modifiers `10`, `2`, array. */
export interface TypeName {
  /** Canonical and without modifiers: `numeric`, `interval year to month`, `"public"."mood"`. */
  readonly base: string;
  readonly modifiers: readonly string[];
  readonly array: boolean;
}

/**
 * Takes a type name apart. Quoted and qualified names keep their text; the dimensions of an array are one,
 * as the server does not tell them apart.
 */
export function parseType(text: string): TypeName {
  const trimmed = text.trim();
  const element = /^(.*?)(?:\s*\[\d*\]|\s+array(?:\s*\[\d*\])?)+$/is.exec(trimmed);
  if (element?.[1]) return { ...parseType(element[1]), array: true };
  if (trimmed.includes('"')) {
    const suffix = /^(.*")\s*\(([^()"]*)\)$/s.exec(trimmed);
    return suffix?.[1]
      ? { base: suffix[1], modifiers: splitModifiers(suffix[2] ?? ""), array: false }
      : { base: trimmed, modifiers: [], array: false };
  }
  // The modifiers of `timestamp(3) without time zone` stand inside the name.
  const parts = /^([^(]*)(?:\(([^)]*)\)(.*))?$/s.exec(trimmed);
  const words = `${parts?.[1] ?? trimmed} ${parts?.[3] ?? ""}`.trim().replaceAll(/\s+/g, " ");
  const modifiers = splitModifiers(parts?.[2] ?? "");
  const lower = words.toLowerCase();
  if (lower === "float" && modifiers.length > 0)
    return { base: floatType(modifiers), modifiers: [], array: false };
  const base = synonyms[lower] ?? (isBuiltIn(lower) ? lower : words);
  return { base, modifiers: withoutDefaults(base, modifiers), array: false };
}

/** The one text of a type, used in SQL and for equality: `int8` → `bigint`, `varchar(3)[]` → `character varying(3)[]`. */
export function canonicalType(text: string): string {
  return formatType(parseType(text));
}

export function formatType(type: TypeName): string {
  const modifiers = type.modifiers.length === 0 ? "" : `(${type.modifiers.join(",")})`;
  return `${type.base}${modifiers}${type.array ? "[]" : ""}`;
}

/** Names without a schema and capitals; others keep the case they are written in. */
function isBuiltIn(words: string): boolean {
  return !words.includes(".");
}

function splitModifiers(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function floatType(modifiers: readonly string[]): string {
  const precision = Number(modifiers[0]);
  if (!(precision >= 1 && precision <= 53))
    throw new AtlasError(
      "E_SOURCE",
      `postgres: precision for type float must be between 1 and 53: ${modifiers[0]}`,
      {
        hint: "Write real, double precision, or a precision the type can have.",
      },
    );
  return precision <= 24 ? "real" : "double precision";
}

function withoutDefaults(base: string, modifiers: readonly string[]): readonly string[] {
  if (timeTypes.has(base) || base.startsWith("interval")) return modifiers[0] === "6" ? [] : modifiers;
  if (base === "bit") return modifiers[0] === "1" ? [] : modifiers;
  if (base === "character" && modifiers.length === 0) return ["1"];
  return modifiers;
}
