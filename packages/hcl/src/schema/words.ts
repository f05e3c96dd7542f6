import { type Capsule, isKind, isNumber, type Scope, sqlText, type Value } from "../value.ts";

/** A type as its expression names it, without its place. */
export type NamedType =
  | { readonly name: string; readonly args: readonly (string | number)[] }
  | { readonly sql: string };

/**
 * The names of a scope, and beyond them any bare word as itself and any call as that of a type:
 * `CASCADE`, `bigint`, `varchar(255)`.
 */
export function withWords(scope: Scope): Scope {
  return {
    resolve: (path, range) => {
      const [root] = path;
      const found = scope.resolve(path, range);
      if (found || path.length > 1 || typeof root !== "string") return found;
      return { value: { kind: "capsule", type: "word", data: root }, used: 1 };
    },
    call: (name, args, call) => {
      const found = scope.call?.(name, args, call);
      if (found !== undefined) return found;
      const texts = args.map(argumentOf);
      return texts.includes(undefined)
        ? undefined
        : { kind: "capsule", type: "type", data: { name, args: texts } };
    },
  };
}

/** The word that a value is, bare or in quotes. */
export function wordOf(value: Value): string | undefined {
  if (typeof value === "string") return value;
  // Made above alone, with a text.
  return isWord(value) ? (value.data as string) : undefined;
}

/** The type that a value names. */
export function typeValue(value: Value): NamedType | undefined {
  const sql = sqlText(value);
  if (sql !== undefined) return { sql };
  const word = wordOf(value);
  if (word !== undefined) return /^[A-Za-z_]\w*$/.test(word) ? { name: word, args: [] } : { sql: word };
  // Made above alone, with a name and arguments.
  if (isKind(value, "capsule") && value.type === "type") return value.data as NamedType;
  return undefined;
}

function isWord(value: Value): value is Capsule {
  return isKind(value, "capsule") && value.type === "word";
}

function argumentOf(value: Value): string | number | undefined {
  if (isNumber(value)) return typeof value === "bigint" ? String(value) : value;
  if (typeof value === "boolean") return String(value);
  return wordOf(value);
}
