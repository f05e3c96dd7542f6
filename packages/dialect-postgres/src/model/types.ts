import { parseType } from "../types.ts";

/** A type as people and `format_type` write it: without quotes that it does not need. `"char"` is not `char`. */
export function readableType(sql: string): string {
  return sql.replaceAll(/"([a-z_][a-z0-9_$]*)"/g, (whole, name: string) => (name === "char" ? whole : name));
}

/** A type taken apart for analyzers: its bare name in lower case, and what stands in its parentheses. */
export function typeParts(sql: string): {
  readonly type: string;
  readonly typeName: string;
  readonly typeArguments: readonly string[];
} {
  const type = readableType(sql);
  const { base, modifiers, array } = parseType(type);
  return { type, typeName: `${base.toLowerCase()}${array ? "[]" : ""}`, typeArguments: modifiers };
}
