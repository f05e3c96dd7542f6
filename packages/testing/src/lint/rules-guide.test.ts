import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { sqlite } from "@atlas/dialect-sqlite";
import { noAnalysisSettings, readRules, rulesAnalyzer } from "@atlas/lint";
import { directoryOf } from "@atlas/migrate";
import { lintDirectory } from "@atlas/workflows";

const guide = readFileSync(join(import.meta.dirname, "../../../../docs/guides/lint-rules.md"), "utf8");

interface Sample {
  readonly rules: string;
  /** The file that is taken as merged; empty: none. */
  readonly base: string;
  readonly text: string;
  readonly isFound: boolean;
}

function samples(): readonly Sample[] {
  const found: Sample[] = [];
  let rules = "";
  let base = "";
  for (const [, info, text = ""] of guide.matchAll(/^```(hcl rules|sql \w+)\n([\s\S]*?)^```$/gm)) {
    if (info === "hcl rules") {
      rules = text;
      base = "";
    } else if (info === "sql base") base = text;
    else found.push({ rules, base, text, isFound: info === "sql fails" });
  }
  return found;
}

describe("the guide about rules", () => {
  const devDatabases = createDevDatabases();
  after(() => devDatabases[Symbol.asyncDispose]());

  for (const { rules, base, text, isFound } of samples())
    it(`${isFound ? "finds" : "lets pass"} ${text.split("\n", 1)[0]}`, async () => {
      const set = readRules([{ name: "schema.rule.hcl", text: rules }]);
      const files = [
        { name: "1.sql", text: base },
        { name: "2.sql", text },
      ].filter((file) => file.text !== "");
      const { sum: _none, ...directory } = directoryOf("migrations", "atlas", files);
      const { report } = await lintDirectory(
        {
          directory: { ...directory, sum: undefined },
          devUrl: new Secret("sqlite://dev?mode=memory"),
          detector: { type: "latest", count: 1 },
          settings: noAnalysisSettings,
          extra: [rulesAnalyzer(set, "team", false)],
        },
        { dialects: [sqlite], devDatabases, cacheDir: undefined },
        { signal: AbortSignal.timeout(60_000) },
      );
      assert.doesNotMatch(report.files.map(({ error = "" }) => error).join(), /crashed|executing/);
      const told = report.files.flatMap(({ reports }) => reports.map((each) => each.text));
      assert.equal(
        told.some((title) => title.startsWith("rule violated: ")),
        isFound,
        told.join(),
      );
    });

  it("names the objects that rules know", () => {
    const tables = guide.slice(guide.indexOf("## Objects"), guide.indexOf("## Mistakes"));
    const columns = /^\| `table` \|([^|]*)\|/m.exec(tables)?.[1] ?? "";
    const names = [...columns.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
    assert.ok(names.length > 5);
    const conditions = names.map((name) => `${name} {\n eq = ""\n }`).join("\n");
    readRules([
      {
        name: "a",
        text: `rule "schema" "r" {\n description = "d"\n table {\n assert {\n ${conditions}\n }\n }\n}`,
      },
    ]);
  });
});
