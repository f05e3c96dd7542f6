export interface MarkedLine {
  readonly mark: "+" | "-" | " ";
  readonly line: string;
}

/** Unchanged lines that are shown before and after a change. */
const around = 2;

/** The lines in which two texts differ, with two unchanged ones around each change. */
export function changedLines(before: string, after: string): readonly MarkedLine[] {
  const all = compare(before.trimEnd().split("\n"), after.trimEnd().split("\n"));
  return all.filter((_, at) =>
    all.slice(Math.max(0, at - around), at + around + 1).some(({ mark }) => mark !== " "),
  );
}

/** By the longest sequence of lines that both have. */
function compare(before: readonly string[], after: readonly string[]): readonly MarkedLine[] {
  const common = before.map(() => after.map(() => 0));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const row = common[i] ?? [];
    for (let j = after.length - 1; j >= 0; j--) {
      row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: MarkedLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    if (old !== undefined && old === fresh) {
      lines.push({ mark: " ", line: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: "-", line: old });
      i += 1;
    } else if (fresh !== undefined) {
      lines.push({ mark: "+", line: fresh });
      j += 1;
    }
  }
  return lines;
}
