import { runProgram, type Slots } from "./machine.ts";
import { parsePattern } from "./parse.ts";
import { compile, type Instruction } from "./program.ts";

/** A regular expression with the syntax and the meaning of RE2: no pattern takes more than linear time. */
export class Re2 {
  readonly #program: readonly Instruction[];
  /** The names of the groups, in their order; `undefined`: it has none. */
  readonly groups: readonly (string | undefined)[];

  /** @throws {ConversionError} for a pattern that is not understood or too large. */
  constructor(pattern: string) {
    const parsed = parsePattern(pattern);
    this.groups = parsed.groups;
    this.#program = compile(parsed);
  }

  /** Whether any part of the text matches. */
  test(text: string): boolean {
    return runProgram(this.#program, text, { from: 0, isEnough: true }) !== undefined;
  }

  /** The first match. */
  exec(text: string): Re2Match | undefined {
    const slots = runProgram(this.#program, text, { from: 0, isEnough: false });
    return slots && this.#match(text, slots);
  }

  /** All matches that do not overlap. An empty one right behind another does not count. */
  *matchAll(text: string): Generator<Re2Match> {
    let behind = -1;
    for (let from = 0; from <= text.length;) {
      const slots = runProgram(this.#program, text, { from, isEnough: false });
      if (!slots) return;
      const match = this.#match(text, slots);
      if (match.end > match.start || match.start !== behind) yield match;
      behind = match.end;
      // What follows an empty match begins with the next whole character.
      const width = (text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1;
      from = match.end > match.start ? match.end : match.end + width;
    }
  }

  #match(text: string, slots: Slots): Re2Match {
    const part = (index: number): string | undefined => {
      const start = slots[2 * index] ?? -1;
      const end = slots[2 * index + 1] ?? -1;
      return start < 0 || end < 0 ? undefined : text.slice(start, end);
    };
    const [start = 0, end = 0] = slots;
    return { start, end, text: text.slice(start, end), groups: this.groups.map((_, at) => part(at + 1)) };
  }
}

/** A match; places are in UTF-16 units. */
export interface Re2Match {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
  readonly text: string;
  /** In the order of the pattern; `undefined`: the group took no part. */
  readonly groups: readonly (string | undefined)[];
}
