import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";

const program = join(import.meta.dirname, "../../../../bin/atlas");

/** What the keys of a terminal send. */
const keys = { enter: "\r", down: "\u001b[B", interrupt: "\u0003" } as const;

describe("schema apply on a terminal", () => {
  it("shows the plan with its cards, asks, and applies after Apply", async () => {
    await withDatabase(async (folder) => {
      const { screen, code } = await onTerminal(folder, [keys.enter]);
      assert.equal(code, 0, screen);
      assert.match(screen, /-- Planned Changes:/);
      assert.match(screen, /ALTER TABLE `users` ADD COLUMN `name` text NULL;\n {3}· /);
      assert.match(screen, /\? Are you sure\?:/);
      assert.deepEqual(columnsIn(folder), ["id", "name"]);
    });
  });

  it("changes nothing after Abort", async () => {
    await withDatabase(async (folder) => {
      const { screen } = await onTerminal(folder, [keys.down, keys.enter]);
      assert.match(screen, /Abort/);
      assert.deepEqual(columnsIn(folder), ["id"]);
    });
  });

  it("changes nothing after ctrl-C, and gives the terminal back as it was", async () => {
    await withDatabase(async (folder) => {
      const { screen, raw } = await onTerminal(folder, [keys.interrupt]);
      assert.doesNotMatch(screen, /E_INTERNAL/);
      assert.equal(raw.lastIndexOf("\u001b[?25l") > raw.lastIndexOf("\u001b[?25h"), false, "cursor hidden");
      assert.deepEqual(columnsIn(folder), ["id"]);
    });
  });

  it("shows no colours when NO_COLOR is set", async () => {
    await withDatabase(async (folder) => {
      const { raw } = await onTerminal(folder, [keys.interrupt], { NO_COLOR: "1" });
      const plan = raw.slice(raw.indexOf("-- Planned"), raw.indexOf("Are you sure"));
      // Colours end in `m`; what hides and moves the cursor stays.
      assert.equal(plan.includes("\u001b[2m") || plan.includes("\u001b[33m"), false, JSON.stringify(plan));
    });
  });
});

async function withDatabase(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "atlas-prompt-"));
  try {
    using database = new DatabaseSync(join(folder, "app.db"));
    database.exec("CREATE TABLE users (id integer PRIMARY KEY)");
    await writeFile(join(folder, "schema.sql"), "CREATE TABLE users (id integer PRIMARY KEY, name text);\n");
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function columnsIn(folder: string): readonly string[] {
  using database = new DatabaseSync(join(folder, "app.db"));
  return database
    .prepare("SELECT name FROM pragma_table_info('users')")
    .all()
    .map((row) => String(row["name"]));
}

/**
 * Runs `schema apply` on a terminal of its own and presses keys once it asks.
 *
 * The terminal is made by `script`, which every Debian has (package bsdutils).
 */
async function onTerminal(
  folder: string,
  pressed: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly screen: string; readonly raw: string; readonly code: number | null }> {
  const command = `"$ATLAS" schema apply -u sqlite://app.db --to file://schema.sql --dev-url 'sqlite://dev?mode=memory'`;
  const { NO_COLOR: _none, ...inherited } = process.env;
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    cwd: folder,
    env: { ...inherited, TERM: "xterm", ATLAS: program, SHELL: "/bin/sh", ...env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: 30_000,
  });
  let raw = "";
  let isAsked = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    raw += text;
    if (isAsked || !raw.includes("Abort")) return;
    isAsked = true;
    for (const key of pressed) child.stdin.write(key);
  });
  await once(child, "close");
  return { raw, screen: stripVTControlCharacters(raw).replaceAll("\r\n", "\n"), code: child.exitCode };
}
