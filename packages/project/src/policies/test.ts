import type { SettingsBlock } from "../block.ts";
import type { VariableInput } from "@atlas/core";
import { plainMap } from "../plain.ts";

/** What a `test` block says. */
export interface TestSettings {
  readonly schema: TestFiles;
  readonly migrate: TestFiles;
}

export interface TestFiles {
  readonly src: readonly string[];
  readonly vars: Readonly<Record<string, VariableInput>>;
}

const noFiles: TestFiles = { src: [], vars: {} };
export const noTestSettings: TestSettings = { schema: noFiles, migrate: noFiles };

/** An environment's own block replaces that of the whole file. */
export function readTest(block: SettingsBlock | undefined, inherited: TestSettings): TestSettings {
  if (!block) return inherited;
  const settings = { schema: readFiles(block.block("schema")), migrate: readFiles(block.block("migrate")) };
  block.done();
  return settings;
}

function readFiles(block: SettingsBlock | undefined): TestFiles {
  if (!block) return noFiles;
  const vars = block.map("vars");
  const files = {
    src: block.texts("src", { single: true }) ?? [],
    vars: vars ? plainMap(vars, block, "vars") : {},
  };
  block.done();
  return files;
}
