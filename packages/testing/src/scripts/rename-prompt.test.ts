import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { closeServers, postgresServer, type TestDatabase } from "../databases.ts";

const program = join(import.meta.dirname, "../../../../bin/atlas");

/** What the keys of a terminal send. */
const keys = { enter: "\r", down: "\u001b[B" } as const;

const question = 'Did you rename "users" column from "first_name" to "name":';

after(closeServers);

describe("a rename on a terminal", () => {
  it("is asked for, and renames after Yes", async () => {
    await withUsers(async (database, folder) => {
      const { screen, code } = await onTerminal(database, folder, [keys.enter, keys.enter]);
      assert.equal(code, 0, screen);
      assert.ok(screen.includes(question), screen);
      assert.match(screen, /ALTER TABLE "public"\."users" RENAME COLUMN "first_name" TO "name"/);
      assert.deepEqual(await database.raw("SELECT name FROM users"), [[{ name: "Ada" }]]);
    });
  });

  it("is a drop and an add after No", async () => {
    await withUsers(async (database, folder) => {
      const { screen } = await onTerminal(database, folder, [keys.down + keys.enter, keys.enter]);
      assert.match(screen, /DROP COLUMN "first_name", ADD COLUMN "name"/);
      assert.deepEqual(await database.raw("SELECT name FROM users"), [[{ name: null }]]);
    });
  });
});

async function withUsers(use: (database: TestDatabase, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "atlas-rename-"));
  await using database = await postgresServer(16).open();
  try {
    await database.raw(
      "CREATE TABLE users (id integer, first_name text); INSERT INTO users VALUES (1, 'Ada')",
    );
    await writeFile(join(folder, "schema.sql"), "CREATE TABLE users (id integer, name text);\n");
    await use(database, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs `schema apply` on a terminal of its own and answers each of its questions with keys.
 *
 * The terminal is made by `script`, which every Debian has (package bsdutils).
 */
async function onTerminal(
  database: TestDatabase,
  folder: string,
  answers: readonly string[],
): Promise<{ readonly screen: string; readonly code: number | null }> {
  const command = `"$ATLAS" schema apply -u "$DB" --to file://schema.sql --dev-url docker://postgres/16/dev`;
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    cwd: folder,
    env: {
      ...process.env,
      TERM: "xterm",
      ATLAS: program,
      SHELL: "/bin/sh",
      DB: database.url.secret.reveal(),
    },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: 60_000,
  });
  let raw = "";
  // Each question ends with its second choice.
  const open = [...["No", "Abort"].entries()];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    raw += text;
    const [next] = open;
    if (!next || !stripVTControlCharacters(raw).includes(`  ${next[1]}`)) return;
    open.shift();
    child.stdin.write(answers[next[0]] ?? "");
  });
  await once(child, "close");
  return { screen: stripVTControlCharacters(raw).replaceAll("\r\n", "\n"), code: child.exitCode };
}
