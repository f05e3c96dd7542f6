import { type BlockReader, quoted, rawSql, type TypeExpression, unknownWord } from "@atlas/hcl";
import { tokenize } from "@atlas/sql";
import { literalValue } from "./literals.ts";
import { singleQuoted, syntax } from "./text.ts";
import { canonicalType, typeParts } from "./types.ts";

/** How many arguments a type of HCL takes, by its word. */
interface Arity {
  readonly least: number;
  readonly most: number;
}

const words: ReadonlyMap<string, Arity> = new Map([
  ...arity(0, 0, "bool boolean date json tinytext mediumtext longtext tinyblob mediumblob longblob"),
  ...arity(0, 0, "geometry point multipoint linestring multilinestring polygon multipolygon"),
  ...arity(0, 0, "geometrycollection inet4 inet6"),
  ...arity(0, 1, "tinyint smallint mediumint int integer bigint bit time datetime timestamp year"),
  ...arity(0, 1, "char binary text blob"),
  ...arity(1, 1, "varchar varbinary"),
  ...arity(0, 2, "decimal numeric float double real"),
  ...arity(1, Infinity, "enum set"),
]);

function arity(least: number, most: number, list: string): readonly (readonly [string, Arity])[] {
  return list.split(" ").map((word) => [word, { least, most }] as const);
}

/** A type in HCL, and what of it stands in attributes of their own. */
export interface PrintedType {
  /** `varchar(255)`, `enum("a","b")`, `sql("uuid")`. */
  readonly type: string;
  readonly unsigned: boolean;
  readonly zerofill: boolean;
}

/** @param type - canonical. */
export function printType(type: string): PrintedType {
  const parts = typeParts(type);
  const known = parts && words.get(parts.name);
  if (!parts || !known) return { type: rawSql(type), unsigned: false, zerofill: false };
  const { name, args, unsigned, zerofill } = parts;
  return {
    type: args === undefined ? name : `${name}(${isList(name) ? listValues(args) : args})`,
    // What is filled up with zeros has no sign anyway.
    unsigned: unsigned && !zerofill,
    zerofill,
  };
}

function isList(name: string): boolean {
  return name === "enum" || name === "set";
}

function listValues(args: string): string {
  const values = tokenize(args, syntax).filter(({ kind }) => kind === "string");
  return values.map(({ text }) => quoted(literalValue(text))).join(",");
}

/**
 * The type as SQL writes it, canonical, with `unsigned` and `zerofill` of the block.
 *
 * @throws {AtlasError} `E_HCL` for a word that is no type, or arguments that it does not take.
 */
export function readType(block: BlockReader, attribute: string): string {
  const type = block.typeExpression(attribute);
  if (!type)
    throw block.error(
      `missing ${attribute} of ${block.type} ${JSON.stringify(block.name)}`,
      `Say its type, such as \`${attribute} = int\`.`,
    );
  const zerofill = block.bool("zerofill") === true ? " zerofill" : "";
  const unsigned = block.bool("unsigned") === true ? " unsigned" : "";
  return canonicalType(typeSql(type, block, attribute) + unsigned + zerofill);
}

/** `bigint unsigned` of `type = bigint` and `sql("…")` as it is. */
function typeSql(type: TypeExpression, block: BlockReader, attribute: string): string {
  if ("sql" in type) return type.sql;
  if ("name" in type) return namedType(type, block, attribute);
  throw block.error(
    "there are no types of one's own in this database",
    'Write a type such as text, or sql("…") for any other.',
    attribute,
  );
}

type NamedExpression = Extract<TypeExpression, { readonly name: string }>;

function namedType({ name, args }: NamedExpression, block: BlockReader, attribute: string): string {
  const fail = (message: string, hint: string): Error => block.error(message, hint, attribute);
  const word = name.toLowerCase();
  const known = words.get(word);
  if (!known) throw unknownWord(block, attribute, name, words.keys());
  if (args.length > 0 && known.most === 0)
    throw fail(`Type ${JSON.stringify(name)} does not accept attributes`, `Write \`${name}\` alone.`);
  if (args.length < known.least)
    throw fail(
      `Type ${JSON.stringify(name)} requires at least ${known.least} argument`,
      isList(word) ? `Write its values: \`${name}("a","b")\`.` : `Write a length: \`${name}(255)\`.`,
    );
  if (args.length > known.most)
    throw fail(
      `too many arguments for type definition ${JSON.stringify(name)}`,
      `It takes ${known.most === 1 ? "one argument" : `${known.most} arguments`} at most.`,
    );
  if (isList(word)) return `${word}(${args.map((arg) => singleQuoted(String(arg))).join(",")})`;
  const wrong = args.find((arg) => !/^\d+$/.test(String(arg)));
  if (wrong !== undefined)
    throw fail(
      `the argument ${JSON.stringify(wrong)} of type ${JSON.stringify(name)} is not a whole number`,
      `Write a number, such as \`${name}(3)\`.`,
    );
  return args.length === 0 ? word : `${word}(${args.join(",")})`;
}
