const stars = "***";

/** A value that must not be shown. Printing it in any way shows `***`; `reveal` is the only way out. */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself: only for the call that hands it to a driver. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return stars;
  }

  toJSON(): string {
    return stars;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return stars;
  }
}

/**
 * Replaces every known secret in a text, also in its percent-encoded form.
 *
 * The last line of defence at the edges: server and library messages sometimes quote what they were given.
 *
 * @param secrets - values to hide; ones shorter than three characters are left alone, as hiding them
 *   would garble every text.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length < 3) continue;
    result = result.replaceAll(secret, stars).replaceAll(encodeURIComponent(secret), stars);
  }
  return result;
}

const secretName = /pass(word|wd|phrase)?$|secret|token|api_?key|credential/i;

/** Whether a variable of this name probably holds what nobody should read in a message: `DB_PASSWORD`, `api_key`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
