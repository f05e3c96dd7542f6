import {
  type CallOptions,
  type Dialect,
  type Driver,
  refKey,
  refOf,
  type SchemaObject,
  type State,
} from "@atlas/core";
import { fingerprint, surroundings } from "@atlas/engine";
import { isDefinitionOnly } from "./definitions.ts";

/** Kinds of which no object acts on a statement that does not name it, nor on one that names what it stands on. */
const quietKinds: ReadonlySet<string> = new Set([
  "schema",
  "table",
  "view",
  "materialized",
  "enum",
  "domain",
  "composite",
  "sequence",
  "function",
  "procedure",
  "trigger",
  "policy",
]);

/**
 * The part of a large state that definitions can touch: what they name, all that depends on it, and what those need.
 * Building it takes as long as the definitions are, and not as long as the schema is.
 */
export class Narrowed {
  /** What is to be built. */
  readonly part: State;
  readonly #whole: State;
  readonly #dialect: Dialect;
  /** Of each object of the part as it was built first. */
  #first: ReadonlyMap<string, string> | undefined;

  /** @returns `undefined` where nobody can tell what statements touch, or where they touch most. */
  static of(state: State, statements: readonly string[], dialect: Dialect): Narrowed | undefined {
    const { features, kinds } = dialect;
    if (!features.tellsAll) return undefined;
    if (!state.objects.every(({ kind }) => quietKinds.has(kind))) return undefined;
    if (!statements.every((text) => isDefinitionOnly(text, true))) return undefined;
    const text = statements.join("\n").toLowerCase();
    const words = new Set(text.match(/[\p{L}\p{N}_$]+/gu));
    const isNamed = (name: string): boolean => {
      const lower = name.toLowerCase();
      return /^[\p{L}\p{N}_$]+$/u.test(lower) ? words.has(lower) : text.includes(lower);
    };
    const kindOf = new Map(kinds.map((kind) => [kind.name, kind]));
    const touched = state.objects.filter((object) =>
      [kindOf.get(object.kind)?.title?.(object) ?? object.name, ...partNames(object)].some(isNamed),
    );
    const part = surroundings(dialect, touched.map(refOf), state);
    if (part.objects.length * 2 > state.objects.length) return undefined;
    return new Narrowed(state, part, dialect);
  }

  private constructor(whole: State, part: State, dialect: Dialect) {
    this.#whole = whole;
    this.part = part;
    this.#dialect = dialect;
  }

  /** The driver, to which the rest seems to be there, too: it is added to each state that is read. */
  over(driver: Driver): Driver {
    const inspect: Driver["inspect"] = async (scope, options) =>
      this.#complete(await driver.inspect(scope, options));
    return new Proxy(driver, {
      get: (target, key) => {
        if (key === "inspect") return inspect;
        const member: unknown = Reflect.get(target, key, target);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  }

  /** Reads the part as it was built, so that what changes of it is known. */
  async look(driver: Driver, schemas: readonly string[], options: CallOptions): Promise<void> {
    const { objects } = await driver.inspect({ schemas }, options);
    this.#first = new Map(objects.map((object) => [keyOf(object), this.#textOf(object)]));
  }

  /** A part as it is now, amid what is not there: what did not change is as it is in the whole. */
  #complete(now: State): State {
    const present = new Map(now.objects.map((object) => [keyOf(object), object]));
    const inPart = new Set(this.part.objects.map(keyOf));
    const known = new Set(this.#whole.objects.map(keyOf));
    const kept = this.#whole.objects.flatMap((object) => {
      const key = keyOf(object);
      if (!inPart.has(key)) return [object];
      const current = present.get(key);
      if (!current) return [];
      return [this.#first?.get(key) === this.#textOf(current) ? object : current];
    });
    const added = now.objects.filter((object) => !known.has(keyOf(object)));
    const ranks = new Map(this.#dialect.kinds.map(({ name }, at) => [name, at]));
    const objects = [...kept, ...added].toSorted(
      (one, other) =>
        (ranks.get(one.kind) ?? 0) - (ranks.get(other.kind) ?? 0) ||
        compare(one.schema, other.schema) ||
        compare(one.table ?? "", other.table ?? "") ||
        compare(one.name, other.name),
    );
    return { ...now, objects };
  }

  #textOf(object: SchemaObject): string {
    return fingerprint({ ...this.#whole, objects: [object] }, this.#dialect.kinds);
  }
}

function keyOf(object: SchemaObject): string {
  return refKey(refOf(object));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Names of indexes, constraints and the like: others of their schema must not have them. Columns have theirs to themselves. */
function partNames(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(partNames);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === "columns" ? [] : key === "name" && typeof member === "string" ? [member] : partNames(member),
  );
}
