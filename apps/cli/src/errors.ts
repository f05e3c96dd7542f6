import { AtlasError, redact } from "@atlas/core";
import { UsageError } from "./argv.ts";
import { usageText } from "./help.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Shows an error: its message on the first line, then code, place and hint, all on stderr. An error in the
 * command line is followed by the usage on stdout.
 *
 * @param secrets - hidden in whatever is shown, should a server or library have quoted them.
 */
export function showError(error: AtlasError, terminal: Terminal, secrets: readonly string[]): void {
  terminal.err(redactText(errorText(error, terminal), secrets));
  if (error instanceof UsageError && error.showUsage) terminal.out(`\n${usageText(error.path, error.node)}`);
}

function errorText(error: AtlasError, terminal: Terminal): string {
  const lines = [`${terminal.style("err", "red", "Error:")} ${error.message}`];
  if (error instanceof UsageError) return `${[...lines, ...(error.hint ? [error.hint] : [])].join("\n")}\n`;
  const fact = (name: string, text: string): string =>
    `  ${terminal.style("err", "dim", `${name}:`)} ${text.replaceAll("\n", `\n  ${" ".repeat(name.length + 2)}`)}`;
  if (error.place) lines.push(fact("at", `${error.place.file}:${error.place.line}:${error.place.column}`));
  lines.push(fact("code", error.code));
  if (error.hint) lines.push(fact("hint", error.hint));
  if (error.code === "E_INTERNAL" && error.cause instanceof Error && error.cause.stack)
    lines.push(fact("stack", error.cause.stack));
  return `${lines.join("\n")}\n`;
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
