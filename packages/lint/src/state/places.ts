import type { SqlSyntax } from "@atlas/core";
import { type Block, parse } from "@atlas/hcl";
import { splitStatements } from "@atlas/sql";
import type { SubjectPath } from "../rules/subjects.ts";
import { isSameName } from "../statements/names.ts";
import { createdBy } from "./created.ts";

/** A text that declares a part of a state. */
export interface StateText {
  readonly name: string;
  readonly text: string;
  readonly language: "sql" | "hcl";
}

/** Offsets in UTF-16 units, the end behind the last character. */
export interface TextRange {
  readonly file: StateText;
  readonly start: number;
  readonly end: number;
}

/** Something that a text declares. */
interface Declared {
  readonly kind: string;
  /** `undefined`: the text does not say. */
  readonly schema: string | undefined;
  readonly table: string;
  readonly name: string;
  readonly range: TextRange;
}

/**
 * Finds where objects are declared. What is not found itself is found with the table or view that it belongs to.
 *
 * @returns `undefined` for what no text declares by its name: what a loop makes, what a database holds.
 */
export function placesOf(
  texts: readonly StateText[],
  syntax: SqlSyntax,
): (path: SubjectPath) => TextRange | undefined {
  const declared = texts.flatMap((text) => (text.language === "hcl" ? inHcl(text) : inSql(text, syntax)));
  const same = (one: string, other: string): boolean => isSameName(one, other, syntax);
  const find = (path: SubjectPath): TextRange | undefined =>
    declared.find(
      ({ kind, schema, table, name }) =>
        kind === path.kind &&
        same(name, path.name) &&
        same(table, path.table) &&
        (schema === undefined || path.schema === "" || same(schema, path.schema)),
    )?.range;
  const holder = (path: SubjectPath): TextRange | undefined =>
    ["table", "view", "materialized", "function", "procedure"]
      .map((kind) => find({ kind, schema: path.schema, table: "", name: path.table }))
      .find((range) => range !== undefined);
  return (path) => find(path) ?? (path.table === "" ? undefined : holder(path));
}

function inSql(file: StateText, syntax: SqlSyntax): readonly Declared[] {
  const starts = lineStarts(file.text);
  return splitStatements(file.text, file.name, syntax).flatMap(({ text, line, column }) => {
    const offset = offsetAt(file.text, starts[line - 1] ?? 0, column);
    return createdBy(text, syntax).map(({ start, end, ...object }) => ({
      ...object,
      range: { file, start: offset + start, end: offset + end },
    }));
  });
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Columns count characters, offsets UTF-16 units. */
function offsetAt(text: string, lineStart: number, column: number): number {
  let at = lineStart + (lineStart === 0 && text.startsWith("\uFEFF") ? 1 : 0);
  for (let left = column - 1; left > 0; left--) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

function inHcl(file: StateText): readonly Declared[] {
  return parse(file).body.blocks.flatMap((block) => declaredBy(block, file));
}

function declaredBy(block: Block, file: StateText): readonly Declared[] {
  const name = nameOf(block);
  if (name === undefined) return [];
  const schema = referenceIn(block, "schema");
  const range = { file, start: block.start, end: block.end };
  const table = referenceIn(block, "on") ?? "";
  const own: Declared = { kind: block.type, schema, table, name, range };
  const parts = block.body.blocks.flatMap((part): readonly Declared[] => {
    const partName = nameOf(part);
    if (partName === undefined) return [];
    const place = { file, start: part.start, end: part.end };
    return [{ kind: part.type, schema, table: name, name: partName, range: place }];
  });
  return [own, ...parts];
}

/** Its label, or what it says of its name. */
function nameOf({ labels, body }: Block): string | undefined {
  const said = body.attributes.get("name")?.value;
  const [part] = said?.kind === "template" ? said.parts : [];
  return part?.kind === "text" ? part.value : labels.at(-1)?.value;
}

/** The name in `schema.public` or `table.users`. */
function referenceIn({ body }: Block, attribute: string): string | undefined {
  const value = body.attributes.get(attribute)?.value;
  const step = value?.kind === "access" ? value.steps.at(-1) : undefined;
  return step?.kind === "attribute" ? step.name : undefined;
}
