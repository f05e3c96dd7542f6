import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Diagnostic, FileReport, LintReport, SummaryReport } from "@atlas/lint";
import { lintSarif } from "./lint-sarif.ts";

const found = (code: string, text: string, start = 0): Diagnostic => ({ code, text, start, fixes: [] });
const reportOf = (text: string, ...diagnostics: readonly Diagnostic[]): LintReport => {
  return { text, diagnostics, fixes: [] };
};
const file = (name: string, text: string, reports: readonly LintReport[], error?: string): FileReport => ({
  name,
  version: name.replace(/\.sql$/, ""),
  text,
  reports,
  changes: 1,
  ...(error !== undefined && { error }),
});
const drop = reportOf("destructive changes detected", found("DS102", 'Dropping table "a"'));

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
      readonly results: readonly Result[];
    },
  ];
}
interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
      readonly region: { readonly startLine: number };
    };
  }[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}

function runOf(files: readonly FileReport[], over: Partial<SummaryReport> = {}): Log["runs"][0] {
  const time = "2024-01-01T00:00:00Z";
  const summary: SummaryReport = {
    driver: "sqlite",
    redactedUrl: "",
    boundSchema: null,
    directory: "db/migrations",
    totalFiles: files.length,
    steps: [],
    files,
    startedAt: time,
    endedAt: time,
    ...over,
  };
  // The members that are asked for below.
  const log = lintSarif(summary, { version: "1.0.0", folder: "/repo" }) as unknown as Log;
  return log.runs[0];
}

const uriOf = ({ locations }: Result) => locations[0]?.physicalLocation.artifactLocation;

describe("lintSarif", () => {
  it("describes each rule once, and refers to it from each result", () => {
    const team = reportOf("rule violated: require-pk", found("", "Table a must have a key"));
    const files = [file("1.sql", "DROP TABLE a;", [drop, team]), file("2.sql", "DROP TABLE b;", [drop])];
    const { tool, results } = runOf([...files, file("3.sql", "x", [], "syntax error")]);
    const { rules } = tool.driver;
    assert.deepEqual(
      rules.map(({ id }) => id),
      ["DS102", "migration-file-cannot-be-run", "rule-violated-require-pk"],
    );
    for (const rule of rules)
      assert.ok(rule.shortDescription.text && rule.fullDescription.text && rule.help.text, rule.id);
    for (const { ruleId, ruleIndex } of results) assert.equal(rules[ruleIndex]?.id, ruleId);
    assert.equal(results.length, 4);
  });

  it("tells where files are from the root of the repository, and those outside of it by their full path", () => {
    const files = [file("1 ä.sql", "DROP TABLE a;", [drop])];
    const uri = (directory: string) => runOf(files, { directory }).results.map(uriOf);
    const inside = [{ uri: "db/migrations/1%20%C3%A4.sql", uriBaseId: "%SRCROOT%" }];
    assert.deepEqual(uri("db/migrations"), inside);
    assert.deepEqual(uri("./db/migrations/"), inside);
    assert.deepEqual(uri("/repo/db/migrations"), inside);
    assert.deepEqual(uri("../other"), [{ uri: "file:///other/1%20%C3%A4.sql" }]);
  });

  it("knows a finding again although lines were put above it, and tells equal ones apart", () => {
    const hashes = (text: string, start: number) =>
      runOf([
        file("1.sql", text, [reportOf("x", found("DS103", "one", start), found("DS103", "two", start))]),
      ]).results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
    const before = hashes("DROP TABLE a;", 0);
    assert.equal(new Set(before).size, 2);
    assert.deepEqual(hashes("-- new\n\nDROP TABLE a;", 8), before);
    assert.notDeepEqual(hashes("DROP TABLE b;", 0), before);
  });

  it("gives every result a place, as hosts show no other: the history beside the checksums", () => {
    const told = reportOf("Non-additive changes detected", found("", "File 1.sql was removed"));
    const step = { name: "x", text: "", result: file("", "", [told]) };
    const { results } = runOf([], { steps: [step] });
    assert.deepEqual(results.map(uriOf), [{ uri: "db/migrations/atlas.sum", uriBaseId: "%SRCROOT%" }]);
    assert.equal(results[0]?.message.text, "File 1.sql was removed");
  });
});
