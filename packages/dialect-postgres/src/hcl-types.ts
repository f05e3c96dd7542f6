import type { Ref } from "@atlas/core";
import {
  type BlockReader,
  type BlockReference,
  mentionedNames,
  type PrintBlockContext,
  rawSql,
  type ReadBlockContext,
  type TypeExpression,
  unknownWord,
} from "@atlas/hcl";
import { withoutNeedlessQuotes } from "./hcl-raw-type.ts";
import { typeWord, typeWords, wordOfSerial, wordOfType } from "./hcl-type-words.ts";
import type { NamedType } from "./kinds/catalog-text.ts";
import { multirangeName } from "./kinds/multirange.ts";
import { qualified } from "./text.ts";
import { canonicalType, parseType } from "./types.ts";

/** Block types whose objects are types; of tables and views the type of their rows. */
const typeBlocks: readonly string[] = [
  "enum",
  "domain",
  "composite",
  "range",
  "table",
  "view",
  "materialized",
];

/** What `type = …` says. */
export interface ReadType extends NamedType {
  /** `serial` and the like: the type is the integer below. */
  readonly isSerial: boolean;
}

/** A type as HCL writes it: `character_varying(255)`, `enum.mood`, `sql("text[]")`. */
export function printType({ type, typeRef }: NamedType, context: PrintBlockContext): string {
  if (typeRef?.kind === "extension" || !type.startsWith('"')) return builtIn(type) ?? rawSql(type);
  // A multirange is not the range that it comes with.
  const isOther = typeRef?.kind === "range" && nameOf(type)?.name !== typeRef.name;
  const named = type.endsWith("]") || isOther ? undefined : (typeRef ?? nameOf(type));
  // Not everybody tells rows of a table from other composite types.
  const block = named && typeBlocks.find((each) => context.isDeclared(each, named.schema, named.name));
  if (named && block !== undefined) return context.reference(block, named.schema, named.name);
  return rawSql(withoutNeedlessQuotes(type));
}

/** The quoted name of a type of one's own. */
function nameOf(type: string): { readonly schema: string; readonly name: string } | undefined {
  const [first, second, ...more] = [...type.matchAll(/(?:^|\.)"([^"]*(?:""[^"]*)*)"/g)].map(([, name = ""]) =>
    name.replaceAll('""', '"'),
  );
  if (first === undefined || more.length > 0) return undefined;
  return second === undefined ? { schema: "", name: first } : { schema: first, name: second };
}

/** @param integer - the type below. */
export function printSerial(integer: string): string {
  return wordOfSerial(integer) ?? rawSql(integer);
}

/** Types that were seen before, as few are: no answer is an empty text. */
const seen = new Map<string, string>();

function builtIn(type: string): string | undefined {
  let word = seen.get(type);
  if (word === undefined) {
    if (seen.size > 1000) seen.clear();
    seen.set(type, (word = builtInWord(type) ?? ""));
  }
  return word === "" ? undefined : word;
}

function builtInWord(type: string): string | undefined {
  const { base, modifiers, array } = parseType(type);
  const entry = array ? undefined : wordOfType(base);
  if (!entry || modifiers.length > entry.args || !modifiers.every(isWhole)) return undefined;
  return modifiers.length === 0 ? entry.word : `${entry.word}(${modifiers.join(",")})`;
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

/** @throws {AtlasError} `E_HCL` where a type is needed and none is said. */
export function readRequiredType(block: BlockReader, attribute: string, context: ReadBlockContext): ReadType {
  const type = readType(block, attribute, context);
  if (type) return type;
  throw block.error(
    `missing ${attribute} of ${block.type} ${JSON.stringify(block.name)}`,
    `Say its type, such as \`${attribute} = text\`.`,
  );
}

export function readType(
  block: BlockReader,
  attribute: string,
  context: ReadBlockContext,
): ReadType | undefined {
  const expression = block.typeExpression(attribute);
  if (!expression) return undefined;
  if ("reference" in expression) return { ...referencedType(expression.reference), isSerial: false };
  if ("sql" in expression) return rawType(expression.sql, context);
  return namedType(expression, block, attribute);
}

function referencedType({ type, schema, name }: BlockReference): NamedType {
  return { type: qualified({ schema, name }), typeRef: { kind: type, schema, name } };
}

function rawType(sql: string, context: ReadBlockContext): ReadType {
  const type = canonicalType(sql);
  const word = typeWord(type);
  if (word?.serial !== undefined) return { type: word.serial, isSerial: true };
  const { base } = parseType(type);
  const typeRef = wordOfType(base) ? undefined : mentionedType(sql, context);
  return { type, ...(typeRef && { typeRef }), isSerial: false };
}

function mentionedType(sql: string, context: ReadBlockContext): Ref | undefined {
  // Behind a cast, where the name of a table stands for its rows.
  const cast = `::${sql}`;
  return context.mentioned(cast).find((ref) => typeBlocks.includes(ref.kind)) ?? rangeOf(cast, context);
}

/** A multirange has no block of its own: it comes with its range. */
function rangeOf(cast: string, context: ReadBlockContext): Ref | undefined {
  const names = mentionedNames(cast);
  const range = context.blocksOf("range").find((block) => {
    const multirange = block.text("multirange_type_name") ?? multirangeName(block.name);
    return names.some(
      ({ name, qualifier }) =>
        name === multirange && (qualifier === undefined || qualifier === block.schema()),
    );
  });
  return range && { kind: "range", schema: range.schema(), name: range.name };
}

type NamedExpression = Extract<TypeExpression, { readonly name: string }>;

function namedType({ name, args }: NamedExpression, block: BlockReader, attribute: string): ReadType {
  const fail = (message: string, hint: string): Error => block.error(message, hint, attribute);
  const entry = typeWord(name) ?? typeWord(name.toLowerCase());
  if (!entry)
    throw unknownWord(
      block,
      attribute,
      name,
      typeWords.map(({ word }) => word),
    );
  if (args.length > 0 && entry.args === 0)
    throw fail(`Type ${JSON.stringify(name)} does not accept attributes`, `Write \`${name}\` alone.`);
  if (args.length > entry.args)
    throw fail(
      `too many arguments for type definition ${JSON.stringify(name)}`,
      `It takes ${entry.args === 1 ? "one argument" : `${entry.args} arguments`} at most.`,
    );
  const wrong = args.find((arg) => !isWhole(String(arg)));
  if (wrong !== undefined)
    throw fail(
      `the argument ${JSON.stringify(wrong)} of type ${JSON.stringify(name)} is not a whole number`,
      `Write a number, such as \`${name}(3)\`.`,
    );
  if (entry.serial !== undefined) return { type: entry.serial, isSerial: true };
  const [precision] = args;
  if (name === "float" && precision !== undefined && !(Number(precision) >= 1 && Number(precision) <= 53))
    throw fail(
      `postgres: precision for type float must be between 1 and 53: ${precision}`,
      "Write real, double_precision, or a precision the type can have.",
    );
  return {
    type: canonicalType(args.length === 0 ? entry.sql : `${entry.sql}(${args.join(",")})`),
    isSerial: false,
  };
}
