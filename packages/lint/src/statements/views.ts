import type { SqlSyntax } from "@atlas/core";
import { isKeyword, type Token } from "@atlas/sql";
import type { PlacedStatement } from "./fills.ts";
import { means, TokenReader } from "./names.ts";

interface Path {
  readonly schema: string;
  readonly name: string;
}

/**
 * Whether a statement behind a place keeps a table's former name alive:
 * `CREATE [OR REPLACE] VIEW old AS SELECT … FROM new`.
 */
export function isReplacedByView(
  statements: readonly PlacedStatement[],
  position: number,
  table: { readonly from: Path; readonly to: Path },
  syntax: SqlSyntax,
): boolean {
  return statements.some(({ start, text }) => {
    if (start <= position || !/\bVIEW\b/i.test(text)) return false;
    const reader = TokenReader.of(text, syntax);
    if (!reader.take("CREATE")) return false;
    const view = reader.tokens.findIndex((token) => isKeyword(token, "VIEW"));
    if (view < 0) return false;
    reader.at = view + 1;
    reader.take("IF", "NOT", "EXISTS");
    const name = reader.path();
    if (!name || !means(name, table.from, syntax)) return false;
    return reader.tokens
      .slice(reader.at)
      .some((token, index) => isKeyword(token, "FROM") && reads(reader, reader.at + index + 1, table.to));
  });
}

function reads(
  { tokens, syntax }: { readonly tokens: readonly Token[]; readonly syntax: SqlSyntax },
  at: number,
  table: Path,
): boolean {
  const reader = new TokenReader(tokens.slice(at, at + 7), syntax);
  while (reader.takeSymbol("(") || reader.take("ONLY"));
  const name = reader.path();
  return name !== undefined && means(name, table, syntax);
}
