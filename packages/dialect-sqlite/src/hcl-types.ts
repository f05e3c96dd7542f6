import { type BlockReader, rawSql, type TypeExpression, unknownWord } from "@atlas/hcl";
import { fold } from "./text.ts";

/** How many arguments a type of HCL takes at most, by its word. */
const words: ReadonlyMap<string, number> = new Map([
  ...wordsWith(
    1,
    "int integer tinyint smallint mediumint bigint unsigned_big_int int2 int8 uint64 double double_precision float " +
      "character varchar varying_character nchar native_character nvarchar text clob blob",
  ),
  ...wordsWith(2, "real numeric decimal"),
  ...wordsWith(0, "bool boolean date datetime json jsonb uuid"),
]);

function wordsWith(args: number, list: string): readonly (readonly [string, number])[] {
  return list.split(" ").map((word) => [word, args] as const);
}

/**
 * A declared type as HCL writes it: `varchar(255)`, `double_precision`, `sql("timestamp")`.
 *
 * @param type - as SQL writes it, known names in lower case.
 */
export function printType(type: string): string {
  const [, name = "", size] = /^([^(]*?)\s*(?:\((.*)\))?$/s.exec(type) ?? [];
  const word = fold(name).replaceAll(" ", "_");
  const args = size === undefined ? [] : size.split(",").map((arg) => arg.trim());
  const isWord = !name.includes("_") && args.length <= (words.get(word) ?? -1) && args.every(isWhole);
  if (!isWord) return rawSql(type);
  return args.length === 0 ? word : `${word}(${args.join(",")})`;
}

/** The type as SQL writes it. @throws {AtlasError} `E_HCL` for a word that is no type. */
export function readType(block: BlockReader, attribute: string): string {
  const type = block.typeExpression(attribute);
  if (!type)
    throw block.error(
      `missing ${attribute} of ${block.type} ${JSON.stringify(block.name)}`,
      `Say its type, such as \`${attribute} = text\`.`,
    );
  if ("sql" in type) return type.sql;
  if ("name" in type) return namedType(type, block, attribute);
  throw block.error(
    "SQLite has no types of one's own",
    'Write a type such as text, or sql("…") for any other name.',
    attribute,
  );
}

type NamedExpression = Extract<TypeExpression, { readonly name: string }>;

function namedType({ name, args }: NamedExpression, block: BlockReader, attribute: string): string {
  const fail = (message: string, hint: string): Error => block.error(message, hint, attribute);
  const word = fold(name);
  const most = words.get(word);
  if (most === undefined) throw unknownWord(block, attribute, name, words.keys());
  if (args.length > 0 && most === 0)
    throw fail(`Type ${JSON.stringify(name)} does not accept attributes`, `Write \`${name}\` alone.`);
  if (args.length > most)
    throw fail(
      `too many arguments for type definition ${JSON.stringify(name)}`,
      `It takes ${most === 1 ? "one argument" : `${most} arguments`} at most.`,
    );
  const wrong = args.find((arg) => !isWhole(String(arg)));
  if (wrong !== undefined)
    throw fail(
      `the argument ${JSON.stringify(wrong)} of type ${JSON.stringify(name)} is not a whole number`,
      `Write a number, such as \`${name}(3)\`.`,
    );
  return word.replaceAll("_", " ") + (args.length === 0 ? "" : `(${args.join(",")})`);
}

function isWhole(text: string): boolean {
  return /^\d+$/.test(text);
}
