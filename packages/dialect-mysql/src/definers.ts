import type { CallOptions } from "@atlas/core";
import type { Session } from "./session.ts";
import { singleQuoted } from "./text.ts";

/**
 * Accounts that texts name as definers, made on a server of our own where they are missing: a view over a view of an
 * account that is not there cannot be made, and neither can one of an account that may not read what it reads.
 *
 * Nobody can log in with them. A word in a comment or a literal makes one too many, which harms nobody.
 */
export class Definers {
  readonly #session: Session;
  readonly #made = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
  }

  async make(texts: readonly string[], options?: CallOptions): Promise<void> {
    const accounts = [...new Set(texts.flatMap(definersIn))].filter((account) => !this.#made.has(account));
    if (accounts.length === 0) return;
    const statements = accounts.flatMap((account) => [
      `CREATE USER IF NOT EXISTS ${account} ACCOUNT LOCK`,
      `GRANT ALL PRIVILEGES ON *.* TO ${account}`,
    ]);
    // One that cannot be made, say for its name, is missed by the text itself, which then says so.
    await this.#session.multi(statements, { signal: options?.signal }).catch(() => {});
    for (const account of accounts) this.#made.add(account);
  }
}

const part = "`[^`]*(?:``[^`]*)*`|'[^']*(?:''[^']*)*'|\"(?:[^\"]|\"\")*\"|[\\w$.%-]+";
const definer = new RegExp(`\\bdefiner\\s*=\\s*(${part})(?:\\s*@\\s*(${part}))?`, "gi");

/** Accounts behind `DEFINER =`, each as a statement names it. */
export function definersIn(text: string): readonly string[] {
  return [...text.matchAll(definer)].flatMap(([, user = "", host = "%"]) =>
    /^current_(?:user|role)$/i.test(user)
      ? []
      : [`${singleQuoted(unquoted(user))}@${singleQuoted(unquoted(host))}`],
  );
}

function unquoted(name: string): string {
  const [quote = ""] = name;
  return /[`'"]/.test(quote) ? name.slice(1, -1).replaceAll(quote + quote, quote) : name;
}
