import { type BlockReader, quoted, rawSql, type TypeExpression } from "@atlas/hcl";
import { singleQuoted } from "../text.ts";

/** `int`, `varchar(20)`, `enum("a","b")`; what takes more than one word is raw SQL. */
export function printType(type: string): string {
  if (/^[a-z]+\d?$/.test(type) || /^[a-z]+\d?\(\d+(?:,\d+)?\)$/.test(type)) return type;
  const list = /^(enum|set)\(((?:'(?:[^'\\]|'')*'(?:,(?=')|$|(?=\)$)))+)\)$/.exec(type);
  if (!list) return rawSql(type);
  const [, name = "", values = ""] = list;
  const texts = [...values.matchAll(/'([^']*(?:''[^']*)*)'/g)].map(([, value = ""]) =>
    value.replaceAll("''", "'"),
  );
  return `${name}(${texts.map(quoted).join(",")})`;
}

export function readType(block: BlockReader, attribute: string): string | undefined {
  const said = block.typeExpression(attribute);
  return said && typeSql(said, block, attribute);
}

function typeSql(said: TypeExpression, block: BlockReader, attribute: string): string {
  if ("sql" in said) return said.sql;
  if ("reference" in said)
    throw block.error(
      "no type of one's own exists in this database",
      "Name one of its types, such as int or varchar(20).",
      attribute,
    );
  const args = said.args.map((arg) => (typeof arg === "string" ? singleQuoted(arg) : String(arg)));
  return said.args.length === 0 ? said.name : `${said.name}(${args.join(",")})`;
}
