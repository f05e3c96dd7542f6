import { createHash } from "node:crypto";
import type { Driver } from "@atlas/core";
import {
  type CheckFile,
  type ExecutionError,
  type ExecutionOptions,
  type ExecutionReport,
  executeFiles,
  type FileDirectives,
  type MigrationFile,
  type ParsedFile,
  Revisions,
} from "@atlas/migrate";
import { scanStatements } from "@atlas/sql";

/** A migration file in memory: its name, its statements, and what it says about itself. */
export function parsed(
  driver: Pick<Driver, "dialect" | "sessionDefaults">,
  name: string,
  text: string,
  more: { readonly directives?: FileDirectives; readonly checks?: readonly CheckFile[] } = {},
): ParsedFile {
  const migrations = supportOf(driver);
  const scan = (driver.sessionDefaults && migrations.scanUnder?.(driver.sessionDefaults)) ?? migrations.scan;
  return {
    file: fileOf(name, text),
    directives: more.directives ?? {},
    statements: scanStatements(text, scan, name),
    checks: more.checks ?? [],
  };
}

export function fileOf(name: string, text = ""): MigrationFile {
  const [version = "", ...rest] = name.replace(/\.sql$/, "").split("_");
  return { name, version, description: rest.join("_"), bytes: new TextEncoder().encode(text), text };
}

export function check(name: string, oneOf: boolean, ...texts: readonly string[]): CheckFile {
  const statements = texts.map((text) => ({ start: 0, text, comments: [], asserts: [] }));
  return { name, oneOf, asserts: [], statements };
}

export function supportOf({ dialect }: Pick<Driver, "dialect">) {
  const { migrations } = dialect;
  if (!migrations) throw new Error(`${dialect.name} runs no migration files`);
  return migrations;
}

/** Opens the revisions table and runs files. */
export async function run(
  driver: Driver,
  files: readonly ParsedFile[],
  options: Partial<ExecutionOptions> & { readonly schema?: string } = {},
): Promise<ExecutionReport> {
  const migrations = supportOf(driver);
  const revisions = await Revisions.open(driver, { migrations, schema: options.schema });
  const hashes = new Map(
    files.map(({ file }) => [file.name, createHash("sha256").update(file.bytes).digest("base64")]),
  );
  return executeFiles(driver, files, {
    migrations,
    revisions,
    hashes,
    operatorVersion: "Atlas CLI v0.1.0",
    wait: async () => {},
    ...options,
  });
}

/** The error that a run ends in. */
export async function failure(work: Promise<unknown>): Promise<ExecutionError> {
  try {
    await work;
  } catch (error) {
    // What executeFiles throws is this.
    return error as ExecutionError;
  }
  throw new Error("nothing failed");
}

/** Rows of the revisions table, as an own connection sees them. */
export async function rowsOf(driver: Driver, schema?: string) {
  const revisions = await Revisions.open(driver, { migrations: supportOf(driver), schema });
  return revisions.list();
}
