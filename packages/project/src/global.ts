import { Secret } from "@atlas/core";
import type { Document } from "@atlas/hcl";
import type { SettingsBlock } from "./block.ts";
import type { ProjectDocument } from "./document.ts";
import { readFormat } from "./format.ts";
import { type CheckSettings, type HookSettings, readCheck, readHook } from "./policies/check.ts";
import { type DiffSettings, noDiffSettings, readDiff } from "./policies/diff.ts";
import { type LintSettings, noLintSettings, readLint } from "./policies/lint.ts";
import { noTestSettings, readTest, type TestSettings } from "./policies/test.ts";
import type { FormatSettings } from "./settings.ts";

/** What holds for all environments, and for runs without one. */
export interface GlobalSettings {
  readonly diff: DiffSettings;
  readonly lint: LintSettings;
  readonly test: TestSettings;
  readonly format: FormatSettings;
  readonly checks: readonly CheckSettings[];
  readonly hooks: readonly HookSettings[];
  readonly cloud: CloudSettings | undefined;
}

/** The registry that an `atlas` block names. Nobody is asked before a command needs it. */
export interface CloudSettings {
  readonly token: Secret<string> | undefined;
  readonly org: string | undefined;
  readonly project: string | undefined;
  readonly url: string | undefined;
}

const globalBlocks: ReadonlySet<string> = new Set([
  "atlas",
  "diff",
  "lint",
  "test",
  "format",
  "check",
  "hook",
]);

export async function readGlobals(project: ProjectDocument, document: Document): Promise<GlobalSettings> {
  const blocks = document.body.blocks.filter(({ type }) => globalBlocks.has(type));
  for (const block of blocks) await project.prepare(block.body);
  const of = (type: string): readonly SettingsBlock[] =>
    blocks.filter((block) => block.type === type).map((block) => project.block(block));
  const one = (type: string): SettingsBlock | undefined => {
    const [first, second] = of(type);
    if (second) throw second.problem(`duplicate block ${JSON.stringify(type)}`, "Keep one of them.");
    return first;
  };
  return {
    cloud: readCloud(of("atlas")),
    diff: readDiff(of("diff"), noDiffSettings),
    lint: readLint(one("lint"), noLintSettings),
    test: readTest(one("test"), noTestSettings),
    format: readFormat(one("format"), {}),
    checks: of("check").map(readCheck),
    hooks: of("hook").map(readHook),
  };
}

function readCloud([block, second]: readonly SettingsBlock[]): CloudSettings | undefined {
  if (second) throw second.problem('duplicate init block "atlas"', "Keep one of them.");
  if (!block) return undefined;
  if (block.labels.length > 0)
    throw block.problem('init block "atlas" cannot have labels', "Write atlas { cloud { … } }.");
  const cloud = block.block("cloud");
  const token = cloud?.text("token");
  const settings = cloud && {
    token: token === undefined ? undefined : new Secret(token),
    org: cloud.text("org"),
    project: cloud.text("project"),
    url: cloud.text("url"),
  };
  cloud?.done();
  block.done();
  return settings;
}
