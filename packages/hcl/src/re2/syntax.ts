import type { CharacterTest } from "./characters.ts";

/** A place in a text: `^` and `$` of the text or of a line, and the edge of a word or the lack of one. */
export type Assertion = "textStart" | "textEnd" | "lineStart" | "lineEnd" | "edge" | "noEdge";

/** A pattern, read. */
export type Pattern =
  | { readonly type: "empty" }
  | { readonly type: "character"; readonly test: CharacterTest }
  | { readonly type: "assertion"; readonly assertion: Assertion }
  /** `index` counts the opening brackets of groups from 1. */
  | { readonly type: "group"; readonly index: number; readonly body: Pattern }
  | { readonly type: "sequence"; readonly items: readonly Pattern[] }
  | { readonly type: "choice"; readonly options: readonly Pattern[] }
  | { readonly type: "repeat"; readonly body: Pattern; readonly times: Times };

/** How often something stands in a row; `max` may be infinite. Lazy: as few of them as will do. */
export interface Times {
  readonly min: number;
  readonly max: number;
  readonly isLazy: boolean;
}

/** A pattern with the names of its groups; `undefined`: the group has none. */
export interface ParsedPattern {
  readonly pattern: Pattern;
  readonly groups: readonly (string | undefined)[];
}

/** What `(?imsU)` turns on. */
export interface PatternFlags {
  /** `i`: upper and lower case are one. */
  readonly folds: boolean;
  /** `m`: `^` and `$` are of lines. */
  readonly lines: boolean;
  /** `s`: `.` is a line break, too. */
  readonly dotAll: boolean;
  /** `U`: what is greedy is lazy, and the other way round. */
  readonly swaps: boolean;
}
