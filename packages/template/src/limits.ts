import { CallError } from "./errors.ts";

/** What a template may use up. */
export interface Limits {
  /** Characters of output, and of any single text made on the way. Default 128 Mi. */
  readonly maxLength: number;
  /** Units of work: one for each node and operand that is run, ten for each call, one for each 8 characters handled. Default 30 M: some seconds. */
  readonly maxWork: number;
  /** Templates, blocks and parentheses inside each other while running. Default 400. */
  readonly maxDepth: number;
}

export const defaultLimits: Limits = { maxLength: 128 * 2 ** 20, maxWork: 30_000_000, maxDepth: 400 };

/** Counts what a run uses up. All methods throw a `CallError` when it is too much. */
export class Budget {
  readonly #limits: Limits;
  #work = 0;
  #depth = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  work(units = 1): void {
    this.#work += units;
    if (this.#work > this.#limits.maxWork) throw new CallError("the template does too much work");
  }

  /** Accounts for a text that was made or is to be looked at, `weight` times as thoroughly as by a copy. */
  text(length: number, weight = 1): void {
    if (length > this.#limits.maxLength)
      throw new CallError(`the result is longer than ${this.#limits.maxLength} characters`);
    this.work((length * weight) / 8);
  }

  enter(): void {
    if (++this.#depth > this.#limits.maxDepth)
      throw new CallError(`exceeded maximum template depth (${this.#limits.maxDepth})`);
  }

  leave(): void {
    this.#depth--;
  }
}
