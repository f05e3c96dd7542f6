import { ConversionError } from "../conversion-error.ts";
import { anyOf, type CharacterItem, oneCharacter } from "./characters.ts";
import { PatternReader } from "./reader.ts";
import { readClass, readEscape, type Escape } from "./classes.ts";
import type { ParsedPattern, Pattern, PatternFlags, Times } from "./syntax.ts";

/** As RE2 has it: `{1001}` is refused, and so is `(a{100}){100}`. */
const maxTimes = 1000;

/** Brackets in brackets. */
const maxDepth = 200;

const noFlags: PatternFlags = { folds: false, lines: false, dotAll: false, swaps: false };

/**
 * Reads a pattern in the syntax of RE2.
 *
 * @throws {ConversionError} for what is no pattern, and by name for what other engines have and RE2 does not.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function parsePattern(text: string): ParsedPattern {
  return new PatternParser(text).parse();
}

class PatternParser {
  readonly #reader: PatternReader;
  readonly #groups: (string | undefined)[] = [];
  #flags = noFlags;
  #depth = 0;

  constructor(text: string) {
    this.#reader = new PatternReader(text);
  }

  parse(): ParsedPattern {
    const pattern = this.#choice();
    if (!this.#reader.isAtEnd) throw this.#reader.error("unexpected )");
    return { pattern, groups: this.#groups };
  }

  #choice(): Pattern {
    const options: Pattern[] = [];
    do options.push(this.#sequence());
    while (this.#reader.take("|"));
    const [only, ...others] = options;
    return only && others.length === 0 ? only : { type: "choice", options };
  }

  #sequence(): Pattern {
    const items: Pattern[] = [];
    while (!this.#reader.isAtEnd && !this.#reader.isAt("|") && !this.#reader.isAt(")")) {
      if (this.#flagsAlone()) continue;
      if (this.#reader.take(String.raw`\Q`)) items.push(...this.#quoted());
      else items.push(this.#repeated(this.#item()));
    }
    return items.length === 0 ? { type: "empty" } : { type: "sequence", items };
  }

  /** `(?i)`, which holds to the end of the group it stands in. */
  #flagsAlone(): boolean {
    const letters = this.#reader.match(/\(\?([imsU]*(?:-[imsU]+)?)\)/y)?.[1];
    if (letters === undefined) return false;
    this.#flags = this.#turned(letters);
    return true;
  }

  /** `\Q…\E`: characters as they stand; the last of them may be repeated. */
  #quoted(): readonly Pattern[] {
    const items: Pattern[] = [];
    while (!this.#reader.isAtEnd && !this.#reader.take(String.raw`\E`))
      items.push(this.#one(this.#reader.next()));
    const last = items.pop();
    return last ? [...items, this.#repeated(last)] : [];
  }

  #item(): Pattern {
    const { folds, lines, dotAll } = this.#flags;
    if (this.#reader.isAt("(")) return this.#group();
    if (this.#reader.isAt("[")) return { type: "character", test: readClass(this.#reader, folds) };
    if (this.#reader.take("^")) return { type: "assertion", assertion: lines ? "lineStart" : "textStart" };
    if (this.#reader.take("$")) return { type: "assertion", assertion: lines ? "lineEnd" : "textEnd" };
    if (this.#reader.take(".")) return { type: "character", test: (each) => dotAll || each !== 10 };
    if (this.#reader.isAt("\\")) return this.#escape(readEscape(this.#reader));
    const repetition =
      this.#reader.match(/[*+?]/y)?.[0] ?? (this.#reader.isAt("{") ? this.#times()?.text : undefined);
    if (repetition !== undefined)
      throw this.#reader.error(`missing argument to repetition operator: ${repetition}`);
    return this.#one(this.#reader.next());
  }

  #escape(escape: Escape): Pattern {
    if (typeof escape === "number") return this.#one(escape);
    if (typeof escape === "string") return { type: "assertion", assertion: escape };
    return this.#set([escape]);
  }

  #one(codePoint: number): Pattern {
    return { type: "character", test: oneCharacter(codePoint, this.#flags.folds) };
  }

  #set(items: readonly CharacterItem[]): Pattern {
    return { type: "character", test: anyOf(items, { folds: this.#flags.folds, isNegated: false }) };
  }

  #group(): Pattern {
    const around = this.#flags;
    this.#depth += 1;
    if (this.#depth > maxDepth) throw this.#reader.error("expression nests too deeply");
    const index = this.#open();
    const body = this.#choice();
    if (!this.#reader.take(")")) throw this.#reader.error("missing closing )");
    this.#depth -= 1;
    this.#flags = around;
    return index === undefined ? body : { type: "group", index, body };
  }

  /** Reads what opens a group. `undefined`: it keeps nothing. */
  #open(): number | undefined {
    const named = this.#reader.match(/\(\?P?<([^>=!)]*)>/y);
    if (named) {
      const [, name = ""] = named;
      if (!/^\w+$/.test(name)) throw this.#reader.error(`invalid named capture: <${name}>`);
      if (this.#groups.includes(name)) throw this.#reader.error(`duplicate capture group name: ${name}`);
      return this.#groups.push(name);
    }
    const letters = this.#reader.match(/\(\?([imsU]*(?:-[imsU]+)?):/y)?.[1];
    if (letters !== undefined) {
      this.#flags = this.#turned(letters);
      return undefined;
    }
    const foreign = this.#reader.match(/\(\?(?:<?[=!]|>|P[=>]|\(|[#|&R0-9]|.?)/y)?.[0];
    if (foreign !== undefined)
      throw new ConversionError(
        `the pattern uses what RE2 does not have: ${JSON.stringify(foreign)}; there is no looking around, no reference back, no atomic or conditional group`,
      );
    this.#reader.take("(");
    return this.#groups.push(undefined);
  }

  #turned(letters: string): PatternFlags {
    const [on = "", off = ""] = letters.split("-");
    const is = (letter: string, before: boolean): boolean =>
      on.includes(letter) || (before && !off.includes(letter));
    const { folds, lines, dotAll, swaps } = this.#flags;
    return { folds: is("i", folds), lines: is("m", lines), dotAll: is("s", dotAll), swaps: is("U", swaps) };
  }

  #repeated(body: Pattern): Pattern {
    const times = this.#times();
    if (!times) return body;
    const again = this.#times();
    if (again) throw this.#reader.error(`invalid nested repetition operator: ${times.text}${again.text}`);
    const repeat: Pattern = { type: "repeat", body, times };
    if (product(repeat) > maxTimes) throw this.#reader.error(`invalid repeat count: ${times.text}`);
    return repeat;
  }

  /** `*`, `+`, `?`, `{2}`, `{2,}` or `{2,3}`, lazy with a `?` behind it. A `{` that is none of these stands for itself. */
  #times(): (Times & { readonly text: string }) | undefined {
    const found = this.#reader.match(/(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/y);
    if (!found) return undefined;
    const [text, sign, least = "", comma, most = "", lazy] = found;
    const isLazy = (lazy === "?") !== this.#flags.swaps;
    if (sign !== undefined)
      return { text, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Infinity, isLazy };
    const min = Number(least);
    const max = comma === "" ? min : most === "" ? Infinity : Number(most);
    if (min > maxTimes || (max > maxTimes && max !== Infinity) || max < min)
      throw this.#reader.error(`invalid repeat count: ${text}`);
    return { text, min, max, isLazy };
  }
}

/** How often the innermost of a pattern is written out. */
function product(pattern: Pattern): number {
  switch (pattern.type) {
    case "empty":
    case "character":
    case "assertion":
      return 1;
    case "group":
      return product(pattern.body);
    case "sequence":
      return pattern.items.reduce((most, item) => Math.max(most, product(item)), 1);
    case "choice":
      return pattern.options.reduce((most, option) => Math.max(most, product(option)), 1);
    case "repeat": {
      const { min, max } = pattern.times;
      return Math.max(1, max === Infinity ? min : max) * product(pattern.body);
    }
  }
}
