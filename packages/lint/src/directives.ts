/**
 * What the comments above a statement ask not to be told: names of analyzers and codes; empty: all. `undefined`: they
 * ask for nothing.
 *
 * @param comments - as written: `-- atlas:nolint DS102`, `# atlas:nolint`, and the like in a block.
 */
export function noLintOf(comments: readonly string[]): readonly string[] | undefined {
  const found = comments.flatMap((comment) => {
    const match = directive.exec(comment.trim());
    return match ? [(match[1] ?? "").split(" ").filter(Boolean)] : [];
  });
  if (found.length === 0) return undefined;
  return found.some((names) => names.length === 0) ? [] : found.flat();
}

const directive = /^(?:--|#|\/\*)\s*atlas:nolint(?:\s+([^\n*]*?))?\s*(?:\*\/)?$/;
