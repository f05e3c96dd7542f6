import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isSince, type MysqlTestServer, type Since } from "../mysql-servers.ts";

export type Direction = "forward" | "reverse";

/** What a case says about one of its directions, or about both. */
interface Expectations {
  /** Regular expressions that match no statement of the plan. */
  readonly forbid?: readonly string[];
  /** Why it does not work yet. The test fails as soon as it does. */
  readonly knownGap?: string;
  /** The known gap is not even told to the user: the worst kind. */
  readonly silent?: boolean;
  /** The error code with which the plan is refused, as nothing could make this change. */
  readonly refused?: string;
}

/** `meta.json` of a case. */
interface Meta extends Expectations {
  /** Of the MySQL family: what the case is about exists on these alone, such as `mariadb` or `mysql`. */
  readonly flavours?: readonly string[];
  /** Of these flavours versions from this one on have it: `{ "mysql": "8.0.16" }`. */
  readonly since?: Since;
  /** PostgreSQL versions from this one on have what the case is about. */
  readonly minVersion?: number;
  /** With `refused`: versions before this one refuse it, the others do it. Default: all refuse it. */
  readonly refusedBefore?: number;
  readonly forward?: Expectations;
  /** `false`: not run backwards, for the `reason`. */
  readonly reverse?: Expectations | false;
  readonly reason?: string;
}

/** One change of one thing, in one direction. */
export interface CorpusCase {
  /** The name of its folder: `column--add`. */
  readonly name: string;
  readonly direction: Direction;
  readonly minVersion: number;
  /** Empty: all. */
  readonly flavours: readonly string[];
  readonly since: Since;
  readonly from: string;
  readonly to: string;
  /** Rows that are there before the change; empty: none. */
  readonly seed: string;
  /** Queries that answer the same before and after. */
  readonly expect: readonly string[];
  readonly forbid: readonly RegExp[];
  readonly knownGap: string | undefined;
  readonly silent: boolean;
  readonly refused: string | undefined;
  /** The first version that does it; `undefined`: none does. */
  readonly refusedBefore: number | undefined;
}

const root = join(import.meta.dirname, "../../../../corpus");

/** The code with which a version refuses a case, if it does. */
export function refusalOn(sample: CorpusCase, major: number): string | undefined {
  return major < (sample.refusedBefore ?? Number.POSITIVE_INFINITY) ? sample.refused : undefined;
}

/** Whether a server of the MySQL family has what a case is about. */
export function isFor(
  { flavours, since }: Pick<CorpusCase, "flavours" | "since">,
  server: MysqlTestServer,
): boolean {
  return (flavours.length === 0 || flavours.includes(server.flavour)) && isSince(server, since);
}

/** All cases of a dialect, both directions, by name. */
export function readCases(dialect: string): readonly CorpusCase[] {
  const folder = join(root, dialect);
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => readCase(join(folder, name), name));
}

function readCase(folder: string, name: string): readonly CorpusCase[] {
  const files = new Set(readdirSync(folder));
  const text = (file: string): string => (files.has(file) ? readFileSync(join(folder, file), "utf8") : "");
  // The cases are ours; a wrong word in one shows in its test.
  const meta = (files.has("meta.json") ? JSON.parse(text("meta.json")) : {}) as Meta;
  if (meta.reverse === false && !meta.reason) throw new Error(`${name}: "reverse": false needs a "reason"`);
  const both = {
    name,
    minVersion: meta.minVersion ?? 0,
    flavours: meta.flavours ?? [],
    since: meta.since ?? {},
    expect: text("expect.sql")
      .split(/;\s*$/m)
      .map((query) => query.trim())
      .filter((query) => query !== ""),
  };
  const one = (direction: Direction, own: Expectations | undefined) => ({
    direction,
    forbid: [...(meta.forbid ?? []), ...(own?.forbid ?? [])].map((source) => new RegExp(source, "i")),
    knownGap: own?.knownGap ?? meta.knownGap,
    silent: own?.silent ?? meta.silent ?? false,
    refused: own?.refused ?? meta.refused,
    refusedBefore: meta.refusedBefore,
  });
  const forward: CorpusCase = {
    ...both,
    ...one("forward", meta.forward),
    from: text("from.sql"),
    to: text("to.sql"),
    seed: text("seed.sql"),
  };
  if (meta.reverse === false) return [forward];
  const reverse: CorpusCase = {
    ...both,
    ...one("reverse", meta.reverse),
    from: forward.to,
    to: forward.from,
    seed: text("seed-reverse.sql") || forward.seed,
  };
  return [forward, reverse];
}
