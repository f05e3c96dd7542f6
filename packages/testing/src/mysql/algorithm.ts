import type { AlterAlgorithm, Step } from "@atlas/core";
import type { MysqlTestServer, TestDatabase } from "../databases.ts";

/** How a statement may be asked for, from the gentlest. */
type Asked = AlterAlgorithm | { readonly name: "NOCOPY"; readonly lock: AlterAlgorithm["lock"] };

/**
 * Runs a step as it says that the server does it, and says where that is not so: the server refuses the claimed
 * algorithm or lock, or takes a gentler one. The step is done in the end in any case.
 *
 * What the server refuses changes nothing, so gentler ways are tried on the database itself.
 *
 * @returns what is not as claimed, as sentences; empty: all is.
 * @throws what the server says if the statement itself fails.
 */
export async function runAsClaimed(
  database: TestDatabase,
  step: Pick<Step, "sql" | "algorithm" | "rewrites">,
  server: Pick<MysqlTestServer, "flavour" | "major">,
): Promise<readonly string[]> {
  const { algorithm: claim } = step;
  if (!claim) {
    await database.raw(step.sql);
    return [];
  }
  const sql = step.sql.replace(/, ALGORITHM=\w+, LOCK=\w+$/, "");
  for (const gentler of gentlerWays(claim, step.rewrites, server)) {
    if (isDeafTo(sql, server)) break;
    if ((await attempt(database, asking(sql, gentler, server))) === undefined)
      return [`${text(gentler)} was enough, ${text(claim)} is claimed: ${sql}`];
  }
  const known = claimed(claim, step.rewrites, server);
  const refusal = await attempt(database, asking(sql, known, server));
  if (refusal === undefined) return [];
  await database.raw(sql);
  return [`${text(known)} is claimed and refused (${refusal}): ${sql}`];
}

function text({ name, lock }: Asked): string {
  return `${name}/${lock}`;
}

/** MariaDB has a word for an INPLACE that writes no table anew. */
function claimed(
  claim: AlterAlgorithm,
  rewrites: boolean,
  { flavour }: Pick<MysqlTestServer, "flavour">,
): Asked {
  return flavour === "mariadb" && claim.name === "INPLACE" && !rewrites
    ? { ...claim, name: "NOCOPY" }
    : claim;
}

const order: readonly Asked["name"][] = ["INSTANT", "NOCOPY", "INPLACE", "COPY"];
const locks: readonly AlterAlgorithm["lock"][] = ["NONE", "SHARED", "EXCLUSIVE"];

function gentlerWays(
  claim: AlterAlgorithm,
  rewrites: boolean,
  server: Pick<MysqlTestServer, "flavour">,
): readonly Asked[] {
  const { name, lock } = claimed(claim, rewrites, server);
  const names = order.filter((one) => one !== "NOCOPY" || server.flavour === "mariadb");
  return names.slice(0, names.indexOf(name) + 1).flatMap((one): readonly Asked[] => {
    if (one === "INSTANT") return one === name ? [] : [{ name: one, lock: "NONE" }];
    const most = one === name ? locks.indexOf(lock) : locks.length;
    return locks.slice(0, most).map((each) => ({ name: one, lock: each }));
  });
}

/** MariaDB takes any algorithm for another engine or other partitions, and copies the table all the same. */
function isDeafTo(sql: string, { flavour, major }: Pick<MysqlTestServer, "flavour" | "major">): boolean {
  return (
    flavour === "mariadb" && major < 11 && /\b(?:ENGINE \w+|PARTITION BY|REMOVE PARTITIONING)\b/.test(sql)
  );
}

/** The statement with the algorithm asked for; how a table is partitioned stands behind it. */
function asking(sql: string, { name, lock }: Asked, { flavour }: Pick<MysqlTestServer, "flavour">): string {
  const asked =
    name === "INSTANT" && flavour !== "mariadb" ? "ALGORITHM=INSTANT" : `ALGORITHM=${name}, LOCK=${lock}`;
  const [, head = sql, tail = ""] = /^(.*?)( PARTITION BY .*| REMOVE PARTITIONING)$/s.exec(sql) ?? [];
  const [, table, actions] =
    /^((?:SET STATEMENT .* FOR )?ALTER TABLE (?:`[^`]*`\.)?`[^`]*`) ?(.*)$/s.exec(head) ?? [];
  return `${table} ${asked}${actions === "" ? "" : `, ${actions}`}${tail}`;
}

/** @returns why the server refused; `undefined`: it did it. */
async function attempt(database: TestDatabase, sql: string): Promise<string | undefined> {
  try {
    await database.raw(sql);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/ALGORITHM|LOCK=|LOCK type/i.test(message)) return message;
    throw error;
  }
}
