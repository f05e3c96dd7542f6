import type { Model, ModelColumn, ModelTable } from "@atlas/core";
import type { LintFile, LintStatement } from "../analyzer.ts";
import { diffModels } from "../model-diff.ts";

export function model(tables: readonly ModelTable[]): Model {
  return { schemas: [], tables, others: [] };
}

/** A table of the bound schema. */
export function table(
  name: string,
  columns: readonly ModelColumn[],
  more: Partial<ModelTable> = {},
): ModelTable {
  const parts = { indexes: [], foreignKeys: [], checks: [] };
  return { schema: "", name, columns, ...parts, isPartitioned: false, attributes: {}, ...more };
}

/** A NOT NULL column of integers. */
export function column(name: string, more: Partial<ModelColumn> = {}): ModelColumn {
  const type = { type: "int", typeName: "int", typeArguments: [] };
  return {
    name,
    ...type,
    nullable: false,
    identity: false,
    autoIncrement: false,
    attributes: {},
    ...more,
  };
}

/** A file of statements with the model after each; the first is that before them. */
export function lintFile(
  start: Model,
  steps: readonly (Partial<LintStatement> & { readonly text: string; readonly to: Model })[],
  more: Partial<LintFile> = {},
): LintFile {
  let from = start;
  let offset = 0;
  const statements = steps.map((step): LintStatement => {
    const made = { start: offset, from, changes: diffModels(from, step.to), ...step };
    from = step.to;
    offset += step.text.length + 1;
    return made;
  });
  return {
    name: "2.sql",
    version: "2",
    text: steps.map(({ text }) => `${text}\n`).join(""),
    isPlain: true,
    statements,
    checks: [],
    from: start,
    to: from,
    ...more,
  };
}
