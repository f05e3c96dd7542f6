/** What comes of one thing that two have changed: somebody, and a step which is taken back. */
export interface Merged {
  readonly value: unknown;
  /** Parts, or members, that both have changed, and parts that somebody made over what goes; by name. */
  readonly conflicts: readonly string[];
}

/** One thing: as it is, as the step left it, and as it was without the step. */
interface Sides {
  readonly live: unknown;
  readonly before: unknown;
  readonly after: unknown;
}

type Data = Readonly<Record<string, unknown>>;

/**
 * Takes a step back in plain data that somebody else has changed meanwhile: what the step changed is as it was without
 * it, everything else as it is now. Parts of a list are told apart by their names.
 *
 * @param renamed - parts that the step gave another name: the present name by the former one.
 */
export function mergedBack(sides: Sides, renamed: ReadonlyMap<string, string> = new Map()): Merged {
  const merge = new Merge(renamed);
  const value = merge.of(sides, "");
  return { value, conflicts: [...merge.conflicts, ...merge.overGone()] };
}

class Merge {
  readonly conflicts: string[] = [];
  readonly #renamed: ReadonlyMap<string, string>;
  /** Names of parts that go. */
  readonly #gone: string[] = [];
  /** Parts that somebody has made. */
  readonly #others: Data[] = [];

  constructor(renamed: ReadonlyMap<string, string>) {
    this.#renamed = renamed;
  }

  of({ live, before, after }: Sides, name: string): unknown {
    const areLists = isList(live) && isList(before) && isList(after);
    if (areLists) this.#note(live, before, after);
    if (isEqual(before, after)) return live;
    if (isEqual(live, before) || isEqual(live, after)) return after;
    if (areLists && [...live, ...before, ...after].every(hasName)) return this.#lists(live, before, after);
    if (isData(live) && isData(before) && isData(after)) return this.#members(live, before, after, name);
    this.conflicts.push(name);
    return after;
  }

  #members(live: Data, before: Data, after: Data, name: string): Data {
    const keys = [...new Set([...Object.keys(live), ...Object.keys(after)])];
    const members = keys.map((key) => {
      const sides = { live: live[key], before: before[key], after: after[key] };
      return [key, this.of(sides, name === "" ? key : name)] as const;
    });
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  }

  #lists(live: readonly Data[], before: readonly Data[], after: readonly Data[]): readonly unknown[] {
    const [present, own] = [byName(live), byName(before)];
    const former = this.#byPresentName(after, own);
    return [...new Set([...present.keys(), ...former.keys()])].flatMap((name) => {
      const sides = { live: present.get(name), before: own.get(name), after: former.get(name) };
      // What goes as a whole goes as it is now.
      if (sides.before && !sides.after) return [];
      const part = this.of(sides, name);
      return part === undefined ? [] : [part];
    });
  }

  /** Remembers what goes, and what somebody made. */
  #note(live: readonly Data[], before: readonly Data[], after: readonly Data[]): void {
    const own = byName(before);
    const left = byName(after);
    this.#gone.push(...[...own.keys()].filter((name) => !left.has(name)));
    this.#others.push(...live.filter((part) => !own.has(nameOf(part)) && !left.has(nameOf(part))));
  }

  #byPresentName(after: readonly Data[], own: ReadonlyMap<string, Data>): ReadonlyMap<string, Data> {
    return new Map(
      after.map((part) => {
        const name = nameOf(part);
        const present = this.#renamed.get(name);
        return [present !== undefined && own.has(present) && !own.has(name) ? present : name, part];
      }),
    );
  }

  /** What somebody made and what speaks of a part that goes. */
  overGone(): readonly string[] {
    const speaks = (part: Data): boolean => {
      const words = new Set<string>(JSON.stringify(part).match(/[\p{L}\p{N}_$]+/gu));
      return this.#gone.some((name) => words.has(name));
    };
    return this.#others.filter(speaks).map(nameOf);
  }
}

function byName(parts: readonly Data[]): ReadonlyMap<string, Data> {
  return new Map(parts.map((part) => [nameOf(part), part]));
}

function hasName(part: Data): boolean {
  return typeof part["name"] === "string";
}

/** A part without a name is told apart by all that it is. */
function nameOf(part: Data): string {
  const { name } = part;
  return typeof name === "string" ? name : JSON.stringify(part);
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of parts; a list of names is one value. */
function isList(value: unknown): value is readonly Data[] {
  return Array.isArray(value) && value.every(isData);
}
