import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { MysqlTestServer } from "../databases.ts";
import { mysqlSql, mysqlVariables } from "./mysql.ts";
import { type Line, readScript } from "./script.ts";
import { markedPassword, runSql, type ScriptServer } from "./servers.ts";
import { parseArchive } from "./txtar.ts";

/** How long one command may run, in milliseconds. */
const commandTimeoutMs = 60_000;

export interface RunOptions {
  /** Programs that `exec` finds by name, as paths. */
  readonly programs: Readonly<Record<string, string>>;
  readonly server: ScriptServer;
  /** Of scripts that name `$MY`. */
  readonly mysql?: MysqlTestServer;
}

/**
 * Runs one script in a folder of its own, with its files in it.
 *
 * | command | |
 * |---|---|
 * | `exec program …` | runs it; it must end with 0, after `!` with another code |
 * | `stdout 'regexp'`, `stderr …` | the output of the last `exec` matches; after `!` it does not |
 * | `cmp stdout file` | output, or a file, is exactly the file |
 * | `sql url file` or `sql url 'text'` | runs SQL; the rows of its last statement become `stdout` |
 * | `hold url 'text'` | runs SQL on a SQLite file, and keeps the connection with its locks to the script's end |
 * | `env NAME=value` | sets a variable, for the script and for what it runs |
 *
 * Variables: `$WORK` (the folder), `$ATLAS` (the program), `$SQLITE` (URL of a file in it), `$SQLITE_DEV`, `$PG_DEV`, and in scripts
 * that name them `$DB` (URL of a fresh PostgreSQL database, parameters can be added with `&`), `$DB_NAME`,
 * `$DB_PORT`; `$MY` (URL of a fresh MySQL or MariaDB database), `$MY_NAME`, `$MY_SERVER` (URL of a whole server
 * that is empty), `$MY_DEV`, `$MY_SERVER_DEV`. The password of `$DB` must not appear in any output: that is checked after every `exec`.
 *
 * @throws {AssertionError} naming the line.
 */
export async function runScript(text: string, options: RunOptions): Promise<void> {
  const { comment, files } = parseArchive(text);
  const work = await mkdtemp(join(tmpdir(), "atlas-script-"));
  await using stack = new AsyncDisposableStack();
  try {
    for (const file of files) {
      const path = join(work, file.name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, file.text);
    }
    const variables = new Map([
      ["WORK", work],
      ["SQLITE", `sqlite://${join(work, "app.db")}`],
      ["SQLITE_DEV", "sqlite://dev?mode=memory"],
      ["PG_DEV", "docker://postgres/16/dev"],
      ["PASSWORD", markedPassword],
      ["ATLAS", options.programs["atlas"] ?? "atlas"],
    ]);
    if (/\$DB\b|\$DB_/.test(comment)) {
      const database = await options.server.freshDatabase();
      variables.set("DB", database.url).set("DB_NAME", database.name).set("DB_PORT", String(database.port));
    }
    if (options.mysql)
      for (const [name, value] of await mysqlVariables(comment, options.mysql, stack))
        variables.set(name, value);
    using run = new ScriptRun(work, variables, options.programs);
    for (const line of readScript(comment, variables)) await run.line(line);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

class ScriptRun implements Disposable {
  readonly #work: string;
  readonly #variables: Map<string, string>;
  readonly #programs: Readonly<Record<string, string>>;
  readonly #env: Record<string, string> = {};
  readonly #held: DatabaseSync[] = [];
  #stdout = "";
  #stderr = "";

  constructor(work: string, variables: Map<string, string>, programs: Readonly<Record<string, string>>) {
    this.#work = work;
    this.#variables = variables;
    this.#programs = programs;
  }

  [Symbol.dispose](): void {
    for (const database of this.#held) database.close();
  }

  async line(line: Line): Promise<void> {
    const where = `line ${line.number}: ${line.text}`;
    const [command = "", ...args] = line.words;
    switch (command) {
      case "exec":
        return this.#exec(args, line.negated, where);
      case "stdout":
      case "stderr":
        return this.#match(command, args, line.negated, where);
      case "cmp":
        return this.#compare(args, where);
      case "sql":
        return this.#sql(args, where);
      case "hold":
        return this.#hold(args);
      case "env": {
        const [name = "", value = ""] = (args[0] ?? "").split(/=(.*)/s, 2);
        this.#env[name] = value;
        this.#variables.set(name, value);
        return;
      }
      default:
        assert.fail(`${where}\nunknown command`);
    }
  }

  async #exec(args: readonly string[], negated: boolean, where: string): Promise<void> {
    const [name = "", ...rest] = args;
    const { stdout, stderr, code } = await execute(this.#programs[name] ?? name, rest, this.#work, this.#env);
    this.#stdout = stdout;
    this.#stderr = stderr;
    assert.ok(!(stdout + stderr).includes(markedPassword), `${where}\nthe output shows a password`);
    const shown = `${where}\nexit code ${code}\nstdout:\n${stdout}\nstderr:\n${stderr}`;
    if (negated) assert.notEqual(code, 0, shown);
    else assert.equal(code, 0, shown);
  }

  #hold([url = "", sql = ""]: readonly string[]): void {
    const database = new DatabaseSync(fileOf(url));
    this.#held.push(database);
    database.exec(sql);
  }

  #match(stream: "stdout" | "stderr", args: readonly string[], negated: boolean, where: string): void {
    const pattern = new RegExp(args[0] ?? "", "m");
    const text = this.#read(stream);
    const message = `${where}\n${stream} is:\n${text}`;
    if (negated) assert.ok(!pattern.test(text), message);
    else assert.ok(pattern.test(text), message);
  }

  async #compare([actual = "", expected = ""]: readonly string[], where: string): Promise<void> {
    const isStream = actual === "stdout" || actual === "stderr";
    const left = isStream ? this.#read(actual) : await readFile(join(this.#work, actual), "utf8");
    assert.equal(left, await readFile(join(this.#work, expected), "utf8"), where);
  }

  #read(stream: "stdout" | "stderr"): string {
    return stream === "stdout" ? this.#stdout : this.#stderr;
  }

  async #sql([url = "", source = ""]: readonly string[], where: string): Promise<void> {
    const sql = source.endsWith(".sql") ? await readFile(join(this.#work, source), "utf8") : source;
    try {
      this.#stdout = url.startsWith("sqlite://")
        ? sqliteSql(url, sql)
        : await (/^(?:mysql|mariadb)/.test(url) ? mysqlSql : runSql)(url, sql);
    } catch (error) {
      assert.fail(`${where}\n${String(error)}`);
    }
  }
}

function sqliteSql(url: string, sql: string): string {
  const database = new DatabaseSync(fileOf(url), { defensive: false });
  try {
    if (!/^\s*(SELECT|PRAGMA)\b/i.test(sql)) {
      database.exec(sql);
      return "";
    }
    const rows = database.prepare(sql).all();
    return rows
      .map(
        (row) =>
          `${Object.values(row)
            .map((value) => (value === null ? "NULL" : String(value)))
            .join("\t")}\n`,
      )
      .join("");
  } finally {
    database.close();
  }
}

function fileOf(url: string): string {
  return url.slice("sqlite://".length).replace(/\?.*$/, "");
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs a program without a terminal and without input. */
async function execute(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: commandTimeoutMs,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on("error", reject);
  // Ended by a signal, it has no code of its own.
  child.on("close", (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  return { code: await promise, stdout, stderr };
}
