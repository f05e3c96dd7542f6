import { ConversionError } from "../conversion-error.ts";
import type { CharacterTest } from "./characters.ts";
import type { Assertion, ParsedPattern, Pattern, Times } from "./syntax.ts";

/** What a thread of the machine does next; it goes on with the following instruction where none is named. */
export type Instruction =
  | { readonly type: "character"; readonly test: CharacterTest }
  | { readonly type: "assertion"; readonly assertion: Assertion }
  /** Keeps the place in the text under a number: twice the group's, and one more for its end. */
  | { readonly type: "save"; readonly slot: number }
  | { readonly type: "jump"; readonly to: number }
  /** Goes on in two places; what is found from the first counts more. */
  | { readonly type: "split"; readonly first: number; readonly second: number }
  | { readonly type: "match" };

/** Each instruction costs time at each character. */
const maxInstructions = 20_000;

/**
 * The program of a pattern, after Thompson: it is run over a text once, in steps of its length.
 *
 * @throws {ConversionError} for a pattern that is too large.
 */
export function compile({ pattern }: ParsedPattern): readonly Instruction[] {
  const writer = new ProgramWriter();
  writer.add(pattern);
  writer.push({ type: "match" });
  return writer.program;
}

class ProgramWriter {
  readonly program: Instruction[] = [];

  push(instruction: Instruction): number {
    if (this.program.length >= maxInstructions) throw new ConversionError("the pattern is too large");
    return this.program.push(instruction) - 1;
  }

  add(pattern: Pattern): void {
    switch (pattern.type) {
      case "empty":
        return;
      case "character":
      case "assertion":
        this.push(pattern);
        return;
      case "group":
        this.push({ type: "save", slot: 2 * pattern.index });
        this.add(pattern.body);
        this.push({ type: "save", slot: 2 * pattern.index + 1 });
        return;
      case "sequence":
        for (const item of pattern.items) this.add(item);
        return;
      case "choice":
        this.#choice(pattern.options);
        return;
      case "repeat":
        this.#repeat(pattern.body, pattern.times);
    }
  }

  #choice(options: readonly Pattern[]): void {
    const ends: number[] = [];
    for (const [at, option] of options.entries()) {
      if (at === options.length - 1) this.add(option);
      else {
        const split = this.#hole();
        this.add(option);
        ends.push(this.#hole());
        this.program[split] = { type: "split", first: split + 1, second: this.program.length };
      }
    }
    for (const end of ends) this.program[end] = { type: "jump", to: this.program.length };
  }

  #repeat(body: Pattern, { min, max, isLazy }: Times): void {
    for (let at = 1; at < min; at += 1) this.add(body);
    if (max !== Infinity) {
      if (min > 0) this.add(body);
      this.#optional(body, { count: max - min, isLazy });
    } else if (min > 0) this.#oneOrMore(body, isLazy);
    // What may be empty goes round once more than `x*` would let it: `(x+)?` keeps the order in which RE2 prefers.
    else this.#either(() => this.#oneOrMore(body, isLazy), isLazy);
  }

  /** `(x(x(x)?)?)?` */
  #optional(body: Pattern, { count, isLazy }: { readonly count: number; readonly isLazy: boolean }): void {
    const splits: number[] = [];
    for (let at = 0; at < count; at += 1) {
      splits.push(this.#hole());
      this.add(body);
    }
    for (const split of splits) this.program[split] = this.#split(split + 1, this.program.length, isLazy);
  }

  #oneOrMore(body: Pattern, isLazy: boolean): void {
    const start = this.program.length;
    this.add(body);
    const split = this.#hole();
    this.program[split] = this.#split(start, split + 1, isLazy);
  }

  #either(add: () => void, isLazy: boolean): void {
    const split = this.#hole();
    add();
    this.program[split] = this.#split(split + 1, this.program.length, isLazy);
  }

  #split(inside: number, behind: number, isLazy: boolean): Instruction {
    return isLazy
      ? { type: "split", first: behind, second: inside }
      : { type: "split", first: inside, second: behind };
  }

  /** An instruction whose target is known later. */
  #hole(): number {
    return this.push({ type: "jump", to: 0 });
  }
}
