import {
  type Attribute,
  type Block,
  type Body,
  type Expression,
  parse,
} from "../../packages/hcl/src/index.ts";
import { mentionsIn } from "../../packages/project/src/mentions.ts";

/** Blocks that an environment and the whole file may hold alike. */
const shared = new Set(["diff", "lint", "test", "format", "log", "check", "hook"]);

const roots = new Set(["data", "docker", "dev", "local", "var", "deployment", "self", "atlas", "each"]);

/** Settings that only some commands act on: elsewhere that they are read shows nothing. */
const actors: readonly (readonly [RegExp, RegExp])[] = [
  [/^project env\.migration\.lock_timeout/, /^schema apply|^migrate/],
  [/^project hook/, /^migrate apply/],
  [/^project env\.migration\.(?:baseline|exec_order|tx_mode|to_version)/, /^migrate apply/],
  [/^project env\.migration/, /^migrate/],
  [/^project lint.review/, /^schema apply/],
  [/^project lint\.(?:format|log|latest|git)/, /^migrate lint/],
  [/^project lint/, /^(?:migrate|schema) lint|^schema apply/],
  [/^project test/, /^(?:migrate|schema) test/],
  [/^project diff/, /^schema (?:apply|diff|plan)|^migrate diff/],
  [/^project (?:check|self)/, /^schema apply|^migrate apply/],
  [/^project (?:deployment|env\.rollout)/, /^schema apply|^migrate apply/],
  [/^project format\.schema\.inspect/, /^schema inspect/],
  [/^project format\.schema\.apply/, /^schema apply/],
  [/^project format\.schema\.diff/, /^schema diff/],
  [/^project format\.schema\.clean/, /^schema clean/],
  [/^project format\.migrate\.apply/, /^migrate apply/],
  [/^project format\.migrate\.status/, /^migrate status/],
  [/^project format\.migrate\.lint/, /^migrate lint/],
  [/^project format\.migrate\.diff/, /^migrate (?:diff|checkpoint)/],
  [/^project format\.migrate\.down/, /^migrate down/],
  [/^project format\.migrate\.drift/, /^migrate drift/],
  [/^project format\.schema\.push/, /^schema push/],
];

/**
 * The ids of what a run with a project file uses: of the environment and the blocks that it speaks of, and of
 * the policies of the whole file.
 *
 * @param command - `schema apply`.
 */
export function projectVocabulary(text: string, env: string | undefined, command: string): readonly string[] {
  const { body } = parse({ name: "atlas.hcl", text });
  const ids = new Set<string>();
  const chosen = body.blocks.filter(
    (block) => block.type === "env" && (block.labels[0]?.value ?? env) === env && env !== undefined,
  );
  const nodes = reachable(body, [...chosen, ...body.blocks.filter(({ type }) => shared.has(type))]);
  for (const node of nodes)
    if ("type" in node) walkBlock(node, "", ids);
    else {
      ids.add("project locals");
      noteCalls(node.value, ids);
    }
  return [...ids].filter((id) => actors.find(([what]) => what.test(id))?.[1].test(command) ?? true);
}

/** Everything that the nodes given speak of, and so on. */
function reachable(body: Body, start: readonly Block[]): ReadonlySet<Block | Attribute> {
  const found = new Set<Block | Attribute>(start);
  // Grows while it is walked.
  for (const node of found)
    for (const [root, first, second] of mentionsIn("type" in node ? node.body : node.value, roots)) {
      for (const block of body.blocks)
        if (isMeant(block, root, first, second)) found.add(block);
        else if (block.type === "locals" && root === "local") {
          const local = block.body.attributes.get(first ?? "");
          if (local) found.add(local);
        }
    }
  return found;
}

function isMeant(
  block: Block,
  root: string | undefined,
  first: string | undefined,
  second: string | undefined,
): boolean {
  const [one, two] = block.labels.map(({ value }) => value);
  if (root === "var") return block.type === "variable" && one === first;
  if (root === "deployment") return block.type === root && one === first;
  return block.type === root && one === first && two === second;
}

function walkBlock(block: Block, outer: string, ids: Set<string>): void {
  // `data "sql" "q"` is told by its type.
  const name = block.type === "data" ? `data.${block.labels[0]?.value}` : block.type;
  const type = name === "log" ? "format" : name;
  const isShared = shared.has(block.type) && (outer === "" || outer === "env.");
  const path = isShared ? type : `${outer}${type}`;
  ids.add(`project ${path}`);
  for (const attribute of block.body.attributes.values()) {
    ids.add(`project ${path}.${attribute.name}`);
    noteCalls(attribute.value, ids);
    for (const mention of mentionsIn(attribute.value, roots)) {
      const [root, first, , result] = mention;
      if (root === "data" && result !== undefined) ids.add(`project data.${first}..${result}`);
      if (root === "self" || root === "atlas" || root === "each") ids.add(`project ${mention.join(".")}`);
    }
    if (block.type === "variable" && attribute.name === "type") noteTypes(attribute.value, ids);
  }
  for (const inner of block.body.blocks) walkBlock(inner, `${path}.`, ids);
}

function noteTypes(value: Expression, ids: Set<string>): void {
  const name = value.kind === "variable" || value.kind === "call" ? value.name : undefined;
  if (name !== undefined) ids.add(`project variable.type=${name}`);
}

/** Each function that is called somewhere in an expression. */
function noteCalls(node: unknown, ids: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  if ("kind" in node && node.kind === "call" && "name" in node) ids.add(`function ${String(node.name)}`);
  for (const inner of Array.isArray(node) ? node : Object.values(node)) noteCalls(inner, ids);
}
