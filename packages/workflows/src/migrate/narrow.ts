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
import type { ParsedFile } from "@atlas/migrate";
import { isDefinitionOnly, saysAllItTouches } from "./definitions.ts";
import { sliceOf } from "./slice.ts";
import type { Snapshot } from "./snapshots.ts";

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
 * The part of a large state that statements can touch: what they name, all that depends on it, and what those need.
 * Building it takes as long as the statements are, and not as long as the schema is. A part that does not come out as it
 * is in the state is none.
 */
export class Narrowed {
  /** What is to be printed and run to build it. */
  readonly part: State;
  /** The statements of the files that build it, where printing tells too little. */
  readonly slice: readonly ParsedFile[] | undefined;
  readonly #whole: State;
  readonly #dialect: Dialect;
  /** Of each object of the part as it was built first. */
  #first: ReadonlyMap<string, string> = new Map();

  /**
   * @param files - that led to the state.
   * @returns `undefined` where nobody can tell what statements touch, or where they touch most.
   */
  static of(
    { state, isBare }: Snapshot,
    files: readonly ParsedFile[],
    statements: readonly string[],
    dialect: Dialect,
  ): Narrowed | undefined {
    const { features, kinds } = dialect;
    if (state.unmanaged.length > 0) return undefined;
    if (!state.objects.every(({ kind }) => quietKinds.has(kind))) return undefined;
    const text = statements.join("\n").toLowerCase();
    const words = new Set(text.match(/[\p{L}\p{N}_$]+/gu));
    const kindOf = new Map(kinds.map((kind) => [kind.name, kind]));
    const touched = state.objects.filter((object) =>
      [kindOf.get(object.kind)?.title?.(object) ?? object.name, ...partNames(object)].some((name) =>
        isNamed(name.toLowerCase(), words, text),
      ),
    );
    if (features.tellsAll && isBare && statements.every((each) => isDefinitionOnly(each, true))) {
      const part = surroundings(dialect, touched.map(refOf), state);
      return part.objects.length * 2 > state.objects.length
        ? undefined
        : new Narrowed(state, part, undefined, dialect);
    }
    const isLeftOut = (each: string): boolean => dialect.migrations?.isOfServer?.(each) === true;
    if (!statements.every((each) => isLeftOut(each) || saysAllItTouches(each))) return undefined;
    const names = touched.map(({ name }) => name.toLowerCase());
    const slice = sliceOf(files, new Set([...words, ...names]), isLeftOut);
    return slice && new Narrowed(state, { ...state, objects: touched }, slice, dialect);
  }

  private constructor(whole: State, part: State, slice: readonly ParsedFile[] | undefined, dialect: Dialect) {
    this.#whole = whole;
    this.part = part;
    this.slice = slice;
    this.#dialect = dialect;
  }

  /** The driver, to which the rest seems to be there, too: it is added to each state that is read. */
  over(driver: Driver): Driver {
    const inspect: Driver["inspect"] = async (scope, options) =>
      this.complete(await driver.inspect(scope, options));
    return new Proxy(driver, {
      get: (target, key) => {
        if (key === "inspect") return inspect;
        const member: unknown = Reflect.get(target, key, target);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  }

  /**
   * Reads the part as it was built, so that what changes of it is known.
   *
   * @returns whether it came out as it is in the state.
   */
  async look(driver: Driver, schemas: readonly string[], options: CallOptions): Promise<boolean> {
    const { objects, unmanaged } = await driver.inspect({ schemas }, options);
    this.#first = new Map(objects.map((object) => [keyOf(object), this.#textOf(object)]));
    // What was printed may be an outline; statements build all of an object.
    const from = this.slice ? this.#whole : this.part;
    const expected = new Map(from.objects.map((object) => [keyOf(object), object]));
    const isAsExpected = ([key, text]: readonly [string, string]): boolean => {
      const object = expected.get(key);
      return object !== undefined && this.#textOf(object) === text;
    };
    return (
      unmanaged.length === 0 &&
      [...this.#first].every(isAsExpected) &&
      this.part.objects.every((object) => this.#first.has(keyOf(object)))
    );
  }

  /** A part as it is now, amid what is not there: what did not change is as it is in the whole. */
  complete(now: State): State {
    const present = new Map(now.objects.map((object) => [keyOf(object), object]));
    const known = new Set(this.#whole.objects.map(keyOf));
    const kept = this.#whole.objects.flatMap((object) => {
      const key = keyOf(object);
      if (!this.#first.has(key)) return [object];
      const current = present.get(key);
      if (!current) return [];
      return [this.#first.get(key) === this.#textOf(current) ? object : current];
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

/** Whether statements name something, or might make something whose name the server would choose alike. */
function isNamed(name: string, words: ReadonlySet<string>, text: string): boolean {
  if (!/^[\p{L}\p{N}_$]+$/u.test(name)) return text.includes(name);
  if (words.has(name)) return true;
  if (!chosen.test(name)) return false;
  // Of long names a server leaves out what it likes.
  if (name.length >= longName) return true;
  for (let at = name.indexOf("_"); at >= 0; at = name.indexOf("_", at + 1))
    if (words.has(name.slice(0, at))) return true;
  return false;
}

const chosen = /_(?:idx|key|pkey|seq|excl|check|fkey|not_null|ibfk_|chk_)\d*$/;
const longName = 55;

/** Names of indexes, constraints and the like: others of their schema must not have them. Columns have theirs to themselves. */
function partNames(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(partNames);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === "columns" ? [] : key === "name" && typeof member === "string" ? [member] : partNames(member),
  );
}
