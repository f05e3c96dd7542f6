import { nearest, AtlasError, type Place } from "@atlas/core";
import type { Attribute } from "../syntax.ts";
import type { Value } from "../value.ts";
import type { BlockReader } from "./reading.ts";

/** Attributes that belong to every block, whatever its kind reads. */
export const commonAttributes: readonly string[] = ["name", "for_each", "depends_on"];

/** Blocks inside of which several may have one label. */
export const repeatableBlocks: readonly string[] = ["arg"];

/**
 * The error about a word that an attribute does not take: `Unknown column.type; There is no type named "foo".`
 */
export function unknownWord(
  block: BlockReader,
  attribute: string,
  word: string,
  known: Iterable<string>,
): Error {
  const near = nearest(word, known);
  const all = [...known];
  return block.error(
    `Unknown ${block.type}.${attribute}; There is no ${attribute} named ${JSON.stringify(word)}.`,
    near === undefined
      ? all.length > 0 && all.length <= 20
        ? `Known are ${all.join(", ")}.`
        : 'Correct its spelling, or write it as sql("…").'
      : `Did you mean ${near}?`,
    attribute,
  );
}

/**
 * The attribute that was probably meant for one that is not there, among those that nobody asked for.
 *
 * @param wanted - the one that was asked for last, and therefore missed.
 */
export function misspelt(
  wanted: string,
  attributes: ReadonlyMap<string, Attribute>,
  asked: ReadonlySet<string>,
): Attribute | undefined {
  if (attributes.has(wanted)) return undefined;
  const others = [...attributes.keys()].filter((key) => !asked.has(key) && !commonAttributes.includes(key));
  return attributes.get(nearest(wanted, others) ?? "");
}

/** Message and hint about something that is there twice. */
export function duplicateMessage(what: string, first: Place): readonly [message: string, hint: string] {
  return [
    `${what} is there a second time; the first is at ${first.file}:${first.line}:${first.column}`,
    "Keep one of them, or give one another name.",
  ];
}

/** What to do about an attribute or block that nobody asked for. */
export function unexpectedHint(name: string, known: ReadonlySet<string>): string {
  const near = nearest(name, known);
  if (near !== undefined) return `Did you mean ${near}?`;
  const all = [...known].toSorted();
  return all.length === 0 ? "Remove it." : `Remove it; known here: ${all.join(", ")}.`;
}

export const schemaHint = `Write schema = schema.name, with the label of a block schema "name" { … }.`;

/**
 * The value of an attribute `schema`, whose problems are told in words of their own.
 *
 * @param title - the block it belongs to: `table "t"`.
 */
export function schemaValue(title: string, evaluate: () => Value): Value {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    const missing = /^referenced schema ("(?:.|\n)*") not found$/.exec(error.message)?.[1];
    const message =
      missing === undefined
        ? `cannot extract schema name for ${title}: ${error.message}`
        : `schema ${missing} not found for ${title}`;
    const hint = missing === undefined ? schemaHint : (error.hint ?? schemaHint);
    throw new AtlasError("E_HCL", message, {
      hint,
      ...(error.place && { place: error.place }),
      cause: error,
    });
  }
}
