import { defaultThresholds, sizeText, type TableSize } from "@atlas/core";
import type { Diagnostic, LintFile } from "./analyzer.ts";
import type { ModelChange } from "./change.ts";
import { effects } from "./effects.ts";
import type { LintServer } from "./analyze.ts";

/** Findings with the sizes of the tables that they hold up, and those of them that hold up a large one. */
export interface SizedDiagnostics {
  readonly diagnostics: readonly Diagnostic[];
  readonly large: readonly Diagnostic[];
}

/**
 * Where a live database is at hand, a finding that blocks or rewrites names the size of its table. Above the
 * thresholds of `diff` (1 GiB or 10,000,000 rows) it is an error whatever its analyzer says.
 */
export function withSizes(
  diagnostics: readonly Diagnostic[],
  file: LintFile,
  { sizes = [] }: LintServer,
): SizedDiagnostics {
  if (sizes.length === 0) return { diagnostics, large: [] };
  const large: Diagnostic[] = [];
  const sized = diagnostics.map((diagnostic) => {
    if (!effects[diagnostic.code]?.holdsUp) return diagnostic;
    const size = largestOf(tablesAt(file, diagnostic.start), sizes);
    if (!size) return diagnostic;
    const named = {
      ...diagnostic,
      text: `${diagnostic.text} (table "${size.table.name}": ${sizeText(size)})`,
    };
    if (isLarge(size)) large.push(named);
    return named;
  });
  return { diagnostics: sized, large };
}

function isLarge({ sizeBytes, rows = 0 }: TableSize): boolean {
  return sizeBytes >= defaultThresholds.sizeBytes || rows >= defaultThresholds.rows;
}

/** Tables by their names on the live database that the statement at an offset changes. */
function tablesAt(file: LintFile, start: number): readonly { schema: string; name: string }[] {
  const changes = file.statements.find((statement) => statement.start === start)?.changes ?? [];
  return changes.flatMap((change: ModelChange) => (change.type === "modify_table" ? [change.from] : []));
}

function largestOf(
  tables: readonly { readonly schema: string; readonly name: string }[],
  sizes: readonly TableSize[],
): TableSize | undefined {
  return sizes
    .filter(({ table }) => tables.some(({ schema, name }) => name === table.name && schema === table.schema))
    .toSorted((one, other) => other.sizeBytes - one.sizeBytes)[0];
}
