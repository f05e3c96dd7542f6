import type { LintContext } from "../../analyzer.ts";

type Version = readonly [major: number, minor: number, patch: number];

/** The first version that does something, and the first that no longer does; `undefined` there: all newer ones do. */
interface Gate {
  readonly mysql?: readonly [since: Version, before?: Version];
  readonly mariadb?: readonly [since: Version, before?: Version];
}

const always: Version = [0, 0, 0];

/**
 * What servers do differently, as far as analyzers depend on it. A family that is not named never does it.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
 * @see https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/
 */
const gates = {
  /** A column is added in an instant, but only behind all others. */
  instantOnlyAtEnd: {
    mysql: [
      [8, 0, 12],
      [8, 0, 29],
    ],
    mariadb: [
      [10, 3, 2],
      [10, 4, 0],
    ],
  },
  /** The expression of a virtual column is changed without touching the rows. */
  instantVirtualExpression: { mariadb: [[10, 3, 2]] },
  /** A text that may get longer keeps its rows if it could not be longer than 127 bytes. */
  widensShortTexts: { mariadb: [always] },
  /** Another collation of an enum or a set, which are numbers in the rows, does not touch them. */
  instantValuesCollation: { mysql: [[8, 0, 12]] },
  /** Another collation, or utf8mb4 for utf8mb3, does not touch the rows. */
  lightCollation: { mysql: [[8, 0, 0]], mariadb: [[10, 4, 3]] },
  /** Another collation of an indexed column copies the table. */
  copiesForIndexedCollation: { mysql: [always] },
  /** Types without a default take an empty text for rows that are there. */
  emptyTexts: { mariadb: [always] },
  /** The first timestamp column of a table is filled with the present time, later ones with zeros. */
  firstTimestampIsNow: { mariadb: [always] },
  /** Every timestamp column is filled with the present time. */
  timestampIsNow: { mysql: [always, [8, 0, 2]] },
} as const satisfies Readonly<Record<string, Gate>>;

export type ServerFact = keyof typeof gates;

/** Whether the server that a file is for does something. TiDB is judged as the MySQL that it claims to be. */
export function serverDoes(fact: ServerFact, { family, version }: LintContext): boolean {
  const gate: Gate = gates[fact];
  const range = family === "mariadb" ? gate.mariadb : gate.mysql;
  if (!range) return false;
  const present = versionOf(version);
  const [since, before] = range;
  return !isOlder(present, since) && (before === undefined || isOlder(present, before));
}

/** Of a text such as `8.0.36` or `10.11.6-MariaDB`; without digits it is taken for a new one. */
function versionOf(text: string): Version {
  // MariaDB used to hide behind 5.5.5, which old replication clients asked for.
  const digits = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text.replace(/^5\.5\.5-(?=\d+\.)/, ""));
  return digits ? [Number(digits[1]), Number(digits[2]), Number(digits[3] ?? 0)] : [99, 0, 0];
}

function isOlder(version: Version, than: Version): boolean {
  for (const [index, part] of version.entries()) {
    const other = than[index] ?? 0;
    if (part !== other) return part < other;
  }
  return false;
}
