import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Command, Group } from "./command.ts";
import { root } from "./commands/root.ts";
import { helpText } from "./help.ts";

function* everyHelp(path: readonly string[], node: Command | Group): Generator<string> {
  yield helpText(path, node);
  if (node.type === "group")
    for (const child of node.children) yield* everyHelp([...path, child.name], child);
}

describe("helpText", () => {
  it("fits into 80 columns for every command", () => {
    for (const help of everyHelp(["atlas"], root))
      for (const line of help.split("\n")) assert.ok(line.length <= 80, line);
  });

  it("breaks no template in two", () => {
    for (const help of everyHelp(["atlas"], root)) assert.doesNotMatch(help, /\{\{[^}]*\n/);
  });

  it("shows flags in the order in which they are declared, and none that is hidden", () => {
    const help = [...everyHelp(["atlas"], root)].find((text) => text.includes("atlas schema apply [flags]"));
    const names = [...(help ?? "").matchAll(/^ {2}(?:-\w, | {4})--([\w-]+)/gm)].map(([, name]) => name);
    assert.deepEqual(names, [
      "url",
      "to",
      "exclude",
      "include",
      "schema",
      "dev-url",
      "dry-run",
      "auto-approve",
      "format",
      "tx-mode",
      "edit",
      "lock-timeout",
      "lock-name",
      "skip-lock",
      "strict-coverage",
      "env",
      "var",
      "config",
      "concurrency",
      "help",
    ]);
  });
});
