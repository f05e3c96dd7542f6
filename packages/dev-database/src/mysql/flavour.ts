/** Servers that speak MySQL's protocol and are databases of their own. */
export type Flavour = "mysql" | "mariadb";

/** What people call them. */
export const flavourTitles: Readonly<Record<Flavour, string>> = { mysql: "MySQL", mariadb: "MariaDB" };

/** What a server says of itself. */
export interface ServerVersion {
  readonly flavour: Flavour;
  /** `9.7.4`, `10.11.19`. */
  readonly version: string;
  /** As the server tells it to its clients: `10.11.19-MariaDB-0+deb12u1`. */
  readonly text: string;
}

/**
 * Understands what `mysqld --version` or `mariadbd --version` writes.
 *
 * @returns `undefined` for a server of another make.
 */
export function readVersion(said: string): ServerVersion | undefined {
  const text = /\bVer (\d\S*)/.exec(said)?.[1];
  const version = text === undefined ? undefined : /^\d+\.\d+\.\d+/.exec(text)?.[0];
  if (text === undefined || version === undefined || /tidb|percona|aurora/i.test(said)) return undefined;
  return { flavour: /mariadb/i.test(text) ? "mariadb" : "mysql", version, text };
}

/**
 * The flavour behind the version text of a running server, as `SELECT VERSION()` gives it; `undefined` when neither of
 * ours is, as for TiDB.
 */
export function flavourOf(text: string): Flavour | undefined {
  if (/tidb/i.test(text)) return undefined;
  return /mariadb/i.test(text) ? "mariadb" : "mysql";
}

/** The numbers of a version text, `[10, 11, 19]`; MariaDB's may stand behind `5.5.5-`, which old clients want. */
export function numbersOf(text: string): readonly number[] {
  const digits = /^\d+(\.\d+)*/.exec(text.replace(/^5\.5\.5-(?=\d)/, ""))?.[0];
  return digits === undefined ? [] : digits.split(".").map(Number);
}
