/**
 * What the comments above a statement ask not to be told: names of analyzers and codes; empty: all. `undefined`: they
 * ask for nothing.
 *
 * @param comments - as written: `-- atlas:nolint DS102`, `# atlas:nolint`, and the like in a block.
 * @param gap - what stands between the statement before and this one: a comment that ends the line of the former is
 *   no comment above the latter. Default: nothing.
 */
export function noLintOf(comments: readonly string[], gap = ""): readonly string[] | undefined {
  const line = gap.indexOf("\n");
  const isTrailing = (comment: string): boolean =>
    line >= 0 && gap.slice(0, line).includes(comment.split(/\r?\n/, 1)[0] ?? "");
  const found = comments.flatMap((comment, index) => {
    if (index === 0 && isTrailing(comment)) return [];
    const match = directive.exec(comment.trim());
    return match ? [(match[1] ?? "").split(" ").filter(Boolean)] : [];
  });
  if (found.length === 0) return undefined;
  return found.some((names) => names.length === 0) ? [] : found.flat();
}

const directive = /^(?:--|#|\/\*)\s*atlas:nolint(?:\s+([^\n*]*?))?\s*(?:\*\/)?$/;
