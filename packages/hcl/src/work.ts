import { ConversionError } from "./conversion-error.ts";

/**
 * What computing one value may use up: one for each expression, element and comparison, one for each 8 characters of
 * text. A second or two, and some hundred megabytes.
 */
const maxWork = 5_000_000;

const charactersOfWork = 8;

/** Left for the value that is being computed; computing never waits, so that there is only one. */
let left: number | undefined;

/**
 * Runs what computes a value with work of its own. A value that it asks for, such as that of a local, shares it: two
 * lines that double a list are short, forty of them fill any memory.
 */
export function withWork<T>(run: () => T): T {
  if (left !== undefined) return run();
  left = maxWork;
  try {
    return run();
  } finally {
    left = undefined;
  }
}

/** @throws {ConversionError} when too much was done for one value. */
export function spend(units = 1): void {
  if (left === undefined) return;
  left -= units;
  if (left < 0) throw new ConversionError("the value takes too much work to compute, or becomes too large");
}

/** Accounts for a text before it is made. */
export function spendText(length: number): void {
  spend(length / charactersOfWork);
}
