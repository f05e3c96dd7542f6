/** What a template can tell apart. Numbers without a fraction are integers, as in Go's JSON-like data. */
export type Kind =
  | "nil"
  | "bool"
  | "int"
  | "float"
  | "string"
  | "slice"
  | "map"
  | "struct"
  | "func"
  | "opaque";

/** A number that is a floating-point one even where it has no fraction, such as the literal `1.0`. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  toJSON(): number {
    return this.value;
  }
}

/** What a parameter takes; anything else is refused before the call. */
export type Parameter = "any" | "string" | "int";

/** A function that templates can call, by its name or as a method of a value. */
export interface TemplateFunction {
  readonly parameters: readonly Parameter[];
  /** What any number of further arguments may be. Default: there are none. */
  readonly rest?: Parameter;
  /** How much work it makes of the texts it gets, where 1 is hardly any. Default 1. */
  readonly weight?: number;
  /** @throws {CallError} for what its caller did wrong. */
  // A method signature, so that functions may name the types that `parameters` promises.
  call(...args: readonly unknown[]): unknown;
}

export interface StructOptions {
  readonly methods?: Readonly<Record<string, TemplateFunction>>;
  /** How it is printed by `%v` and `%s`. Default: as its fields. */
  readonly text?: () => string;
  /** Makes what `JSON.stringify` sees. Default: the fields. */
  readonly json?: () => unknown;
}

/**
 * A value with a closed set of members, in contrast to a map: to name any other member is an error.
 *
 * Methods are called when they are named, so a member that is costly to make is a method without arguments.
 */
export class Struct {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly methods: Readonly<Record<string, TemplateFunction>>;
  /** How it is printed. Absent: as its fields. */
  readonly text: (() => string) | undefined;
  readonly #json: () => unknown;

  /** @param type - its name in error messages. */
  constructor(type: string, fields: Readonly<Record<string, unknown>>, options: StructOptions = {}) {
    this.type = type;
    this.fields = fields;
    this.methods = options.methods ?? {};
    this.text = options.text;
    this.#json = options.json ?? (() => fields);
  }

  toJSON(): unknown {
    return this.#json();
  }
}

export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case "undefined":
      return "nil";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "string":
      return "string";
    case "function":
      return "func";
    case "symbol":
      return "opaque";
    case "object":
      if (value === null) return "nil";
      if (value instanceof Float) return "float";
      if (value instanceof Struct) return "struct";
      if (Array.isArray(value)) return "slice";
      return value instanceof Map || isPlain(value) ? "map" : "opaque";
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The name of a value's type as Go's messages have it. */
export function typeName(value: unknown): string {
  if (value instanceof Struct) return value.type;
  return typeNames[kindOf(value)];
}

const typeNames: Readonly<Record<Kind, string>> = {
  nil: "<nil>",
  bool: "bool",
  int: "int",
  float: "float64",
  string: "string",
  slice: "[]interface {}",
  map: "map[string]interface {}",
  struct: "struct",
  func: "func",
  opaque: "object",
};

export function isInt(value: unknown): value is number | bigint {
  return kindOf(value) === "int";
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The number of a `float` value. */
export function floatOf(value: unknown): number {
  return value instanceof Float ? value.value : Number(value);
}

/** An integer in the smaller of the two forms it can have. */
export function intValue(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** What `if` and `with` ask: neither false, zero, nil nor empty. */
export function isTrue(value: unknown): boolean {
  switch (kindOf(value)) {
    case "nil":
      return false;
    case "bool":
    case "string":
    case "int":
      return Boolean(value);
    case "float":
      return floatOf(value) !== 0;
    case "slice":
      return isList(value) && value.length > 0;
    case "map":
      return sizeOfMap(value) > 0;
    case "struct":
    case "func":
    case "opaque":
      return true;
  }
}

/** What a map holds under a key; `undefined`: nothing. Inherited members of objects do not count. */
export function mapMember(map: unknown, key: unknown): unknown {
  if (map instanceof Map) return map.get(key);
  if (typeof map !== "object" || map === null || typeof key !== "string") return undefined;
  // A value of kind "map" that is no Map is a plain object.
  return Object.hasOwn(map, key) ? (map as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** The members of a map in the order of their keys. Members that are `undefined` are not there. */
export function mapEntries(map: unknown): readonly (readonly [unknown, unknown])[] {
  const entries: [unknown, unknown][] =
    map instanceof Map ? [...map.entries()] : Object.entries(map as Readonly<Record<string, unknown>>);
  return entries.filter(([, value]) => value !== undefined).toSorted(([a], [b]) => compareKeys(a, b));
}

export function sizeOfMap(map: unknown): number {
  return map instanceof Map ? map.size : Object.keys(map as object).length;
}

function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  const [x, y] = [Number(a), Number(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The order of the texts' bytes in UTF-8, which is that of their code points. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at >= a.length || at >= b.length) return a.length - b.length;
  // Where only the second halves of two surrogate pairs differ, they order as the pairs do.
  return (a.codePointAt(at) ?? 0) - (b.codePointAt(at) ?? 0);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Strings are counted and cut by their bytes in UTF-8, as Go does. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text of bytes; what is no UTF-8 becomes U+FFFD, as our strings cannot hold it. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
