import { type Block, parse } from "@atlas/hcl";
import { CallError } from "@atlas/template";
import type { ArchiveFile } from "./archive.ts";
import { fileName, SplitPaths } from "./split-paths.ts";

/**
 * A schema in HCL as several files.
 *
 * @param strategy - `object`: one for each block; `schema`: one for each schema; `type`: one for each block type.
 * @param suffix - of their names, such as `.pg.hcl`.
 */
export function splitHcl(
  text: string,
  isBound: boolean,
  strategy: string,
  suffix: string,
): readonly ArchiveFile[] {
  const { body } = parse({ name: "schema.hcl", text });
  const blocks = body.blocks.map((block) => ({ block, text: `${text.slice(block.start, block.end)}\n` }));
  if (strategy === "object") {
    const paths = new SplitPaths(isBound, suffix);
    const schemaOf = schemaFinder(body.blocks);
    return blocks.map(({ block, text }) => ({
      path: paths.pathOf(block.type, schemaOf(block), block.labels.at(-1)?.value ?? block.type),
      text,
    }));
  }
  if (strategy !== "schema" && strategy !== "type")
    throw new CallError(`unknown strategy ${JSON.stringify(strategy)}: use "schema" or "type"`);
  const schemaOf = schemaFinder(body.blocks);
  const nameOf = (block: Block): string => {
    if (strategy === "type") return block.type;
    const schema = block.type === "schema" ? (block.labels.at(-1)?.value ?? "") : schemaOf(block);
    return schema === "" ? "database" : `schema_${fileName(schema)}`;
  };
  return [...Map.groupBy(blocks, ({ block }) => nameOf(block))].map(([name, members]) => ({
    path: `${name}${suffix}`,
    text: members.map((member) => member.text).join(""),
  }));
}

/** Finds the schema of a block by its attribute `schema`, or that of what it is `on`. */
function schemaFinder(blocks: readonly Block[]): (block: Block) => string {
  const byPath = new Map<string, Block>();
  for (const block of blocks)
    byPath.set([block.type, ...block.labels.map(({ value }) => value)].join("\0"), block);
  const find = (block: Block, depth = 0): string => {
    const own = pathOf(block, "schema");
    if (own?.[0] === "schema") return own.at(1) ?? "";
    const on = pathOf(block, "on");
    if (!on || depth > 1) return "";
    const target = byPath.get(on.slice(0, 3).join("\0")) ?? byPath.get(on.slice(0, 2).join("\0"));
    return target ? find(target, depth + 1) : "";
  };
  return find;
}

/** The steps of a reference such as `table.users`. */
function pathOf(block: Block, attribute: string): readonly string[] | undefined {
  const value = block.body.attributes.get(attribute)?.value;
  if (value?.kind === "variable") return [value.name];
  if (value?.kind !== "access" || value.base.kind !== "variable") return undefined;
  const path = [value.base.name];
  for (const step of value.steps) {
    if (step.kind === "attribute") path.push(step.name);
    else if (step.kind === "index" && step.key.kind === "template" && step.key.parts[0]?.kind === "text")
      path.push(step.key.parts[0].value);
    else return undefined;
  }
  return path;
}
