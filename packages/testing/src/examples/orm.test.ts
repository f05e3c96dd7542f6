import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { promisify } from "node:util";
import { closeServers, postgresServer, sqliteServer } from "../databases.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../../..");
const examples = join(root, "examples/orm");
const atlas = join(root, "bin/atlas");

interface Example {
  readonly name: string;
  readonly server: typeof sqliteServer;
  /** An edit of the models: a column more. */
  readonly edit: { readonly file: string; readonly from: string; readonly to: string };
  readonly added: RegExp;
}

const postgres = postgresServer(16);

const all: readonly Example[] = [
  {
    name: "prisma",
    server: postgres,
    edit: { file: "prisma/schema.prisma", from: "  posts Post[]", to: "  name  String?\n  posts Post[]" },
    added: /ALTER TABLE "users" ADD COLUMN "name" text NULL;/,
  },
  {
    name: "drizzle",
    server: postgres,
    edit: { file: "schema.ts", from: "  email: text()", to: "  name: text(),\n  email: text()" },
    added: /ALTER TABLE "users" ADD COLUMN "name" text NULL;/,
  },
  {
    name: "sequelize",
    server: postgres,
    edit: { file: "models.js", from: "{ email: {", to: "{ name: { type: DataTypes.TEXT }, email: {" },
    added: /ALTER TABLE "users" ADD COLUMN "name" text NULL;/,
  },
  {
    name: "typeorm",
    server: sqliteServer,
    edit: {
      file: "models.js",
      from: "    email: {",
      to: "    name: { type: String, nullable: true },\n    email: {",
    },
    added: /ADD COLUMN `name` varchar NULL;|CREATE TABLE `new_users` \([^;]*`name` varchar NULL/,
  },
];

describe("examples of object-relational mappers", () => {
  after(() => closeServers());

  for (const example of all)
    it(`${example.name}: from models to a database, and on to the next version of the models`, async () => {
      const folder = await mkdtemp(join(tmpdir(), `atlas-${example.name}-`));
      await using database = await example.server.open();
      try {
        const source = join(examples, example.name);
        await cp(source, folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
        await symlink(join(await installed(source), "node_modules"), join(folder, "node_modules"));
        const url = boundUrl(database.url.secret.reveal(), example.server === postgres);
        const apply = async (): Promise<string> => {
          const args = ["schema", "apply", "--env", "local", "--var", `url=${url}`, "--auto-approve"];
          return (await run(atlas, args, { cwd: folder })).stdout;
        };

        assert.match(await apply(), /CREATE TABLE ["`]posts["`] \([^;]*["`]author_id["`] [^;]*FOREIGN KEY/s);
        assert.equal(await apply(), "Schema is synced, no changes to be made\n");

        const models = join(folder, example.edit.file);
        const text = await readFile(models, "utf8");
        assert.ok(text.includes(example.edit.from), "the edit finds its place");
        await writeFile(models, text.replace(example.edit.from, example.edit.to));
        assert.match(await apply(), example.added);
        assert.equal(await apply(), "Schema is synced, no changes to be made\n");
        await database.raw("SELECT name FROM users");
      } finally {
        await rm(folder, { recursive: true });
      }
    });
});

function boundUrl(url: string, isPostgres: boolean): string {
  if (!isPostgres) return url;
  return `${url}${url.includes("?") ? "&" : "?"}search_path=public`;
}

/** The packages of an example, installed once for each lock file. */
async function installed(source: string): Promise<string> {
  const lock = readFileSync(join(source, "package-lock.json"));
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const key = createHash("sha256").update(lock).digest("hex").slice(0, 16);
  const folder = join(cache, "atlas", "examples", key);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  for (const file of ["package.json", "package-lock.json"]) await cp(join(source, file), join(work, file));
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: work });
  // Another run may have been faster.
  await rename(work, folder).catch(() => rm(work, { recursive: true }));
  return folder;
}
