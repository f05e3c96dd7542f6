import type { Ref } from "@atlas/core";
import {
  attribute,
  type BlockReader,
  heredocOrQuoted,
  listOf,
  type PrintBlockContext,
  type PrintedAttribute,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { mentionedNames } from "../../mentions.ts";
import { fold } from "../../text.ts";
import { bodyKey } from "../scripted.ts";

/** A query or body: several lines as a heredoc, unless that would change a text in quotes inside of it. */
export function printBody(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").replaceAll(/^[^\S\n]+$/gm, "");
  return bodyKey(lines) === bodyKey(text) ? heredocOrQuoted(text) : quoted(text);
}

/** `depends_on = [table.users]`: the tables and views that a query reads. */
export function printDependsOn(
  uses: readonly Ref[],
  context: PrintBlockContext,
): readonly PrintedAttribute[] {
  const references = uses.flatMap(({ kind, schema, name }) =>
    context.isDeclared(kind, schema, name) ? [context.reference(kind, schema, name)] : [],
  );
  return attribute(
    "depends_on",
    references.length === 0 ? undefined : listOf([...new Set(references)].toSorted()),
  );
}

/** What a text reads, and what `depends_on` names. */
export function readUses(block: BlockReader, sql: string, context: ReadBlockContext): readonly Ref[] {
  const names = new Set(mentionedNames(sql));
  const named = (block.references("depends_on", []) ?? []).flatMap(({ type, schema, name }): readonly Ref[] =>
    type === "table" || type === "view" ? [{ kind: type, schema, name }] : [],
  );
  const mentioned = context.mentioned(sql).filter(({ name }) => names.has(fold(name)));
  return [...mentioned, ...named];
}
