import type { Row, TestDatabase } from "../../databases.ts";
import type { Census } from "../../corpus/census-postgres.ts";
import type { Framing } from "../stop-proxy.ts";
import type { CrashFiles } from "./crash-files.ts";

/** A session of the test itself, which keeps others waiting. */
export interface Holder extends AsyncDisposable {
  run(sql: string): Promise<unknown>;
}

/** Which write of the row of the second file is kept from going on. */
export interface GatedWrite {
  /** How many statements it says are applied. */
  readonly applied: number;
  /** Whether it says that the next one is about to run. */
  readonly announces: boolean;
}

/** A database of a server that is killed and comes back. */
export interface CrashDatabase extends TestDatabase {
  readonly name: string;
  /** Over TCP, without encryption. @param port - of a proxy. Default: the server's own. */
  urlAt(port?: number): string;
  /** All rows of all tables of the files, and the catalog, without what the test and the runs keep there. */
  census(): Promise<Census>;
  hold(): Promise<Holder>;
  /** From now on a run stops at that write. */
  shutGate(write: GatedWrite): Promise<void>;
  /** Who waits there goes on. */
  openGate(): Promise<void>;
  /** Nothing of the gate is left. */
  removeGate(): Promise<void>;
}

/** A server of its own, to be killed. */
export interface CrashServer extends AsyncDisposable {
  readonly port: number;
  create(name: string): Promise<CrashDatabase>;
  /** Databases in which somebody is kept waiting. */
  waiting(): Promise<ReadonlySet<string>>;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** A family of servers with the files for it. */
export interface CrashKind {
  readonly label: string;
  /** Where one message of its protocol ends. */
  readonly framing: Framing;
  readonly files: CrashFiles;
  /** Whether a statement is announced in a row of its own before it runs. */
  readonly isAlone: (sql: string) => boolean;
  start(): Promise<CrashServer>;
}

/** What every census starts with: the rows of all tables that are there. */
export async function rowsOf(
  raw: (sql: string) => Promise<readonly (readonly Row[])[]>,
  tables: readonly string[],
): Promise<readonly string[]> {
  if (tables.length === 0) return [];
  const answers = await raw(tables.map((name) => `SELECT * FROM ${name}`).join(";\n"));
  return tables
    .flatMap((name, at) => (answers[at] ?? []).map((row) => `${name} ${JSON.stringify(row)}`))
    .toSorted();
}

/** A census without what runs keep in a database. */
export function withoutRevisions(census: Census): Census {
  const own = Object.entries(census).map(
    ([topic, lines]) => [topic, lines.filter((line) => !line.includes("atlas_schema_revisions"))] as const,
  );
  return Object.fromEntries(own.filter(([, lines]) => lines.length > 0));
}
