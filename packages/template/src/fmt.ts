import { CallError } from "./errors.ts";
import { type Conversion, countOf, formatValue, plainConversion } from "./fmt-value.ts";
import { kindOf, typeName } from "./values.ts";

/** Values side by side, with a blank between two of which neither is a string. */
export function sprint(values: readonly unknown[]): string {
  let text = "";
  for (const [index, value] of values.entries()) {
    const isApart = index > 0 && kindOf(value) !== "string" && kindOf(values[index - 1]) !== "string";
    text += (isApart ? " " : "") + formatValue(value, plainConversion);
  }
  return text;
}

/** Values with a blank between each two, and a line break behind. */
export function sprintln(values: readonly unknown[]): string {
  return `${values.map((value) => formatValue(value, plainConversion)).join(" ")}\n`;
}

/**
 * Go's Printf: mistakes in the format show in the result, as `%!d(string=x)`, `%!d(MISSING)` or
 * `%!(EXTRA int=1)`.
 *
 * @param maxLength - of the result, in characters.
 * @throws {CallError} if it gets longer.
 */
export function sprintf(format: string, args: readonly unknown[], maxLength = 128 * 2 ** 20): string {
  const printer = new Printer(format, args);
  let text = "";
  for (const part of printer.parts()) {
    text += part;
    if (text.length > maxLength) throw new CallError(`the result is longer than ${maxLength} characters`);
  }
  return text;
}

class Printer {
  readonly #format: string;
  readonly #args: readonly unknown[];
  #at = 0;
  /** The argument that comes next. */
  #next = 0;
  /** `[n]` was used: then it is no mistake to leave arguments over. */
  #isReordered = false;
  #isGoodIndex = true;
  /** Whether `[n]` stands right before: then no `*` counts may come in between. */
  #isAfterIndex = false;

  constructor(format: string, args: readonly unknown[]) {
    this.#format = format;
    this.#args = args;
  }

  *parts(): Generator<string> {
    while (this.#at < this.#format.length) {
      const percent = this.#format.indexOf("%", this.#at);
      const end = percent < 0 ? this.#format.length : percent;
      yield this.#format.slice(this.#at, end);
      this.#at = end + 1;
      if (percent >= 0) yield* this.#conversion();
    }
    if (!this.#isReordered && this.#next < this.#args.length) yield this.#extra();
  }

  #extra(): string {
    const extra = this.#args
      .slice(this.#next)
      .map((value) =>
        value === null || value === undefined
          ? "<nil>"
          : `${typeName(value)}=${formatValue(value, plainConversion)}`,
      );
    return `%!(EXTRA ${extra.join(", ")})`;
  }

  *#conversion(): Generator<string> {
    this.#isGoodIndex = true;
    this.#isAfterIndex = false;
    const flags = this.#read(/[#0+\- ]*/y);
    let minus = flags.includes("-");
    let width: number | undefined;
    let precision: number | undefined;

    this.#readIndex();
    if (this.#read(/\*/y) !== "") {
      width = this.#countArgument();
      if (width === undefined) yield "%!(BADWIDTH)";
      else if (width < 0) {
        width = -width;
        minus = true;
      }
      this.#isAfterIndex = false;
    } else {
      width = this.#readCount();
      if (this.#isAfterIndex && width !== undefined) this.#isGoodIndex = false;
    }

    if (this.#read(/\./y) !== "") {
      if (this.#isAfterIndex) this.#isGoodIndex = false;
      this.#readIndex();
      if (this.#read(/\*/y) !== "") {
        precision = this.#countArgument();
        if (precision !== undefined && precision < 0) precision = undefined;
        if (precision === undefined) yield "%!(BADPREC)";
        this.#isAfterIndex = false;
      } else precision = this.#readCount() ?? 0;
    }
    if (!this.#isAfterIndex) this.#readIndex();

    const verb = this.#read(/./suy);
    if (verb === "") yield "%!(NOVERB)";
    else if (verb === "%") yield "%";
    else if (!this.#isGoodIndex) yield `%!${verb}(BADINDEX)`;
    else if (this.#next >= this.#args.length) yield `%!${verb}(MISSING)`;
    else yield formatValue(this.#args[this.#next++], conversionOf(verb, flags, { width, precision, minus }));
  }

  #read(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#format)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #readCount(): number | undefined {
    const digits = this.#read(/\d*/y);
    if (digits === "") return undefined;
    const count = Number(digits);
    // As in Go, nothing is left of the format then.
    if (count > 1_000_000) this.#at = this.#format.length;
    return count > 1_000_000 ? undefined : count;
  }

  /** `[n]`, which says which argument comes next, from 1. */
  #readIndex(): void {
    if (this.#format.charAt(this.#at) !== "[") return;
    this.#isReordered = true;
    const index = /^\[(\d{1,7})\]$/.exec(this.#read(/\[[^\]]*\]?/y))?.[1];
    this.#isAfterIndex = index !== undefined;
    if (index !== undefined && Number(index) >= 1 && Number(index) <= this.#args.length)
      this.#next = Number(index) - 1;
    else this.#isGoodIndex = false;
  }

  #countArgument(): number | undefined {
    return this.#next < this.#args.length ? countOf(this.#args[this.#next++]) : undefined;
  }
}

function conversionOf(
  verb: string,
  flags: string,
  { width, precision, minus }: Pick<Conversion, "width" | "precision" | "minus">,
): Conversion {
  const isValue = verb === "v";
  const [plus, sharp] = [flags.includes("+"), flags.includes("#")];
  return {
    verb,
    width,
    precision,
    minus,
    plus: plus && !isValue,
    sharp: sharp && !isValue,
    space: flags.includes(" "),
    zero: flags.includes("0") && !minus,
    plusV: plus && isValue,
    sharpV: sharp && isValue,
  };
}
