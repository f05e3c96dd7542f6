import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { directoryFormats } from "@atlas/migrate";
import { root } from "../commands/root.ts";
import { complete } from "./complete.ts";
import { scripts } from "./scripts.ts";

const folders: Readonly<Record<string, readonly string[]>> = {
  "db/": ["schema.sql", "notes.txt", "more/"],
  "migrations/": ["2_posts.sql", "1_users.sql", "3.sql", "atlas.sum"],
  "golang/": ["1_a.down.sql", "1_a.up.sql", "2_b.up.sql"],
  "flyway/": ["B2__base.sql", "R__views.sql", "U3__back.sql", "V3.1__more.sql"],
};
const host = { list: (folder: string) => folders[folder] ?? ["db/", "x.hcl"] };
const words = (...line: readonly string[]): string =>
  complete(line, root, host)
    .map(({ word }) => word)
    .join(" ");

describe("completion", () => {
  it("offers commands, and none that are meant for programs", () => {
    assert.match(words(""), /^schema .*\bversion\b/);
    assert.doesNotMatch(words(""), /__complete/);
    assert.equal(words("schema", "appl"), "apply");
    assert.equal(words("nonsense", ""), "");
  });

  it("offers the flags of a command that are shown in its help", () => {
    assert.equal(words("schema", "apply", "--dr"), "--dry-run");
    assert.doesNotMatch(words("schema", "apply", "--"), /--log\b/);
  });

  it("offers schema files and folders behind file://", () => {
    assert.equal(words("schema", "apply", "--to", ""), "file://");
    assert.equal(words("schema", "apply", "--to", "file://"), "file://db/ file://x.hcl");
    assert.equal(words("schema", "apply", "--to", "file://db/"), "file://db/schema.sql file://db/more/");
    assert.equal(words("schema", "apply", "--to=file://db/s"), "--to=file://db/schema.sql");
    assert.equal(words("schema", "inspect", "-u", "file://x"), "file://x.hcl");
    // The value of a switch follows an equals sign: the next word is another flag.
    assert.equal(words("schema", "apply", "--dry-run", "--auto"), "--auto-approve");
  });

  it("offers the words of flags that have a few", () => {
    assert.equal(words("migrate", "new", "--dir-format", ""), directoryFormats.join(" "));
    assert.equal(words("migrate", "new", "--dir-format", "go"), "golang-migrate goose");
    assert.equal(
      words("migrate", "apply", "--exec-order="),
      ["--exec-order=linear", "--exec-order=linear-skip", "--exec-order=non-linear"].join(" "),
    );
    assert.equal(words("migrate", "apply", "--tx-mode", ""), "file all none");
  });

  it("offers the versions of the directory that is named", () => {
    assert.equal(words("migrate", "apply", "--to-version", ""), "1 2 3");
    assert.equal(words("migrate", "apply", "--baseline=2"), "--baseline=2");
    assert.equal(words("migrate", "rebase", "2", ""), "1 3");
    assert.equal(words("migrate", "rm", "--dir", "file://golang?format=golang-migrate", ""), "1 2");
    assert.equal(words("migrate", "show", "--dir=file://flyway", "--dir-format", "flyway", ""), "2 3.1");
    assert.equal(words("migrate", "edit", "--dir", "mem://x", ""), "");
    // The amount of apply is no version.
    assert.equal(words("migrate", "apply", ""), "");
    assert.deepEqual(complete(["migrate", "set", "1"], root, host), [
      { word: "1", description: "1_users.sql" },
    ]);
  });

  it("works in bash, which takes words apart at colons and equals signs", () => {
    const folder = mkdtempSync(join(tmpdir(), "atlas-completion-"));
    try {
      writeFileSync(join(folder, "schema.sql"), "");
      const asked = (line: string, taken: string): string =>
        execFileSync(
          "bash",
          [
            "-c",
            `atlas() { "$NODE" "$MAIN" "$@"; }
${scripts.bash}
COMP_LINE="$1"; COMP_POINT=\${#1}; read -r -a COMP_WORDS <<< "$2"
[[ "$1" == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); _atlas; printf '%s ' "\${COMPREPLY[@]}"`,
            "bash",
            line,
            taken,
          ],
          {
            cwd: folder,
            encoding: "utf8",
            env: { ...process.env, NODE: process.execPath, MAIN: join(import.meta.dirname, "../main.ts") },
          },
        ).trim();
      assert.equal(asked("atlas schema va", "atlas schema va"), "validate");
      assert.equal(
        asked("atlas schema apply --to file://s", "atlas schema apply --to file : //s"),
        "//schema.sql",
      );
      assert.equal(asked("atlas schema apply --to=file:", "atlas schema apply --to = file :"), "//");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
