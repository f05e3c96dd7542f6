import { type Body, type Expression, parse } from "@atlas/hcl";

/** Attributes that hold a type: the word of it is told, too. */
const typed = new Set(["type", "return", "return_set", "state_type", "subtype"]);

/**
 * What of the language a document uses: `table.column.null` for an attribute, `table.column` for a block,
 * `table.index.type=BRIN` for a bare word that an attribute has, `type jsonb` for a type.
 */
export function vocabularyOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  walk(parse({ name: "schema.hcl", text }).body, "", found);
  return found;
}

function walk(body: Body, path: string, found: Set<string>): void {
  for (const { name, value } of body.attributes.values()) {
    found.add(`${path}${name}`);
    for (const word of wordsIn(value))
      // The type of a column is a word of another kind than that of an index.
      if (typed.has(name) && !/(?:index|as|partition|primary_key|exclude)\.$/.test(path))
        found.add(`type ${word}`);
      else if (value.kind !== "call" && !word.endsWith(".")) found.add(`${path}${name}=${word}`);
  }
  for (const block of body.blocks) {
    found.add(`${path}${block.type}`);
    walk(block.body, `${path}${block.type}.`, found);
  }
}

function wordsIn(value: Expression): readonly string[] {
  if (value.kind === "variable" || value.kind === "call") return [value.name];
  if (value.kind === "tuple") return value.items.flatMap(wordsIn);
  // `enum.mood` as a type.
  if (value.kind === "access" && value.base.kind === "variable") return [`${value.base.name}.`];
  return [];
}
