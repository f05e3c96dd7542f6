import { AtlasError, type MigrationSupport } from "@atlas/core";
import type { ParsedFile } from "./directory.ts";

const temporary =
  /^\s*CREATE\s+(?:(?:LOCAL|GLOBAL|OR\s+REPLACE)\s+)*TEMP(?:ORARY)?\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?("[^"]+"|`[^`]+`|[\w$]+)/i;

/**
 * Makes sure that a file can be gone on with in another session than the one it was begun in.
 *
 * @throws {AtlasError} `E_MIGRATE` naming what only that session knew, and statements go by that are left.
 */
export function assertSessionKnown(file: ParsedFile, applied: number, migrations: MigrationSupport): void {
  const texts = file.statements.map(({ text }) => text);
  const [done, rest] = [texts.slice(0, applied), texts.slice(applied)];
  const lost = migrations.lostState?.(done, rest) ?? lostTable(done, rest);
  if (lost === undefined) return;
  const { name, version } = file.file;
  throw new AtlasError(
    "E_MIGRATE",
    `sql/migrate: version ${JSON.stringify(version)} cannot be gone on with: the session that began it has ended, and with it ${lost}`,
    {
      details: { file: name, version, applied, lost },
      hint: `Write into the statements from ${applied + 1} on what they need, run 'atlas migrate hash', and apply again; or finish the file by hand and say so with atlas migrate set ${version}.`,
    },
  );
}

/** A temporary table that is gone with its session. */
function lostTable(done: readonly string[], rest: readonly string[]): string | undefined {
  for (const [index, text] of done.entries()) {
    const name = temporary.exec(text)?.[1];
    if (name === undefined || /\bON\s+COMMIT\s+DROP\b/i.test(text)) continue;
    const word = name.replaceAll(/^["`]|["`]$/g, "");
    const mentions = (sql: string): boolean => sql.toLowerCase().includes(word.toLowerCase());
    const isDropped = done.slice(index + 1).some((sql) => /^\s*DROP\s/i.test(sql) && mentions(sql));
    const next = rest.find((sql) => mentions(sql));
    if (!isDropped && next !== undefined && !temporary.test(next)) return `the temporary table ${name}`;
  }
  return undefined;
}
