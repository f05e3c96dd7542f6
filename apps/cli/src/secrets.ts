import { redact } from "@atlas/core";

/** Query parameters of database URLs that hold secrets. */
const secretParameters = /^(?:password|pass|pwd|authtoken|sslpassword)$/i;

/** Passwords and tokens in URLs among the arguments, as written and decoded; found even in broken URLs. */
export function secretsIn(args: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const add = (secret: string): void => {
    found.add(secret);
    try {
      found.add(decodeURIComponent(secret));
    } catch {
      // Not percent-encoded properly: only as written.
    }
  };
  for (const arg of args) {
    // Up to the first `@`, and up to the last: a password may hold an unencoded `@`, `/` or `?`.
    for (const [, password] of arg.matchAll(/:\/\/[^:/?#,]*:([^@\s]*)@/g)) if (password) add(password);
    for (const [, password] of arg.matchAll(/:\/\/[^:/?#,]*:([^,\s]*)@/g)) if (password) add(password);
    for (const [, name, value] of arg.matchAll(/[?&]([\w-]+)=([^&#,\s]*)/g))
      if (name && value && secretParameters.test(name)) add(value);
  }
  return [...found].sort((a, b) => b.length - a.length);
}

/**
 * Hides secrets in a text. A short plain word is hidden only where it stands alone: the password `pass` must
 * not garble `password authentication failed`.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  const isWord = (secret: string): boolean => secret.length < 8 && /^\w+$/.test(secret);
  const words = secrets.filter((secret) => secret.length >= 3 && isWord(secret));
  const wordless = redact(
    text,
    secrets.filter((secret) => !isWord(secret)),
  );
  return words.reduce(
    (rest, word) => rest.replaceAll(new RegExp(`(?<!\\w)${RegExp.escape(word)}(?!\\w)`, "g"), "***"),
    wordless,
  );
}
