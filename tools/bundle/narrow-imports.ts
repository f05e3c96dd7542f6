import { parseAst } from "rolldown/parseAst";

/*
 * `const { a } = await import("@atlas/workflows")` brings `a` and what it needs, not all that the package has: each such
 * import gets a module of its own that gives on what is taken from it.
 */

const prefix = "\0taken:";
const separator = "|";

/** The part of rolldown's plugin interface that is used here. */
interface Resolver {
  resolve(source: string, importer: string): Promise<{ readonly id: string } | null>;
}

/** A plugin of rolldown. Our packages have to be free of side effects for it. */
export const narrowImports = {
  name: "narrow-imports",
  resolveId: (id: string) => (id.startsWith(prefix) ? { id, moduleSideEffects: false } : undefined),
  load(id: string) {
    if (!id.startsWith(prefix)) return undefined;
    const [names, from] = id.slice(prefix.length).split(separator);
    return `export { ${names} } from ${JSON.stringify(from)};`;
  },
  transform: {
    filter: { id: /\/(?:packages|apps)\/[^/]+\/src\/.*\.ts$/, code: /import\("@atlas\// },
    async handler(this: Resolver, code: string, importer: string) {
      const edits = takenIn(parseAst(code, { lang: "ts" }));
      let text = code;
      for (const { start, end, source, names } of edits.toSorted((a, b) => b.start - a.start)) {
        const target = await this.resolve(source, importer);
        if (!target) throw new Error(`${importer} imports ${source}, which is not there`);
        const id = `${prefix}${names.toSorted().join(",")}${separator}${target.id}`;
        text = text.slice(0, start) + JSON.stringify(id) + text.slice(end);
      }
      return { code: text, moduleType: "ts" as const };
    },
  },
};

/** What is taken from one `import("…")`, and where its text stands. */
interface Taken {
  readonly start: number;
  readonly end: number;
  readonly source: string;
  readonly names: readonly string[];
}

/** Nodes of a syntax tree, as far as they are looked at. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

/** All imports whose use is plain to see: taken apart at once, alone or in a `Promise.all`, or one member read. */
function takenIn(program: unknown): readonly Taken[] {
  const found: Taken[] = [];
  const add = (expression: unknown, names: readonly string[] | undefined): void => {
    const source = importedBy(expression);
    if (source && names && names.length > 0)
      found.push({ start: source.start, end: source.end, source: String(source["value"]), names });
  };
  visit(program, (node) => {
    if (node.type === "MemberExpression" && node["computed"] === false)
      add(awaited(node["object"]), [String(partOf(node, "property")?.["name"])]);
    if (node.type !== "VariableDeclarator") return;
    const [value, pattern] = [awaited(node["init"]), partOf(node, "id")];
    add(value, namesOf(pattern));
    if (pattern?.type !== "ArrayPattern" || partOf(value, "callee")?.type !== "MemberExpression") return;
    const [list] = listOf(value, "arguments");
    const patterns = listOf(pattern, "elements");
    for (const [at, element] of listOf(list, "elements").entries()) add(element, namesOf(patterns[at]));
  });
  return found;
}

/** Where the name of one of our packages stands in `import("@atlas/…")`. */
function importedBy(expression: unknown): Node | undefined {
  const source = isNode(expression) && expression.type === "ImportExpression" && partOf(expression, "source");
  return source && String(source["value"]).startsWith("@atlas/") ? source : undefined;
}

/** `a` and `b` of `{ a, b: c }`; `undefined` for a pattern that takes more than it names. */
function namesOf(pattern: unknown): readonly string[] | undefined {
  if (!isNode(pattern) || pattern.type !== "ObjectPattern") return undefined;
  const properties = listOf(pattern, "properties");
  const isPlain = properties.every(
    (property) => property.type === "Property" && property["computed"] === false,
  );
  return isPlain ? properties.map((property) => String(partOf(property, "key")?.["name"])) : undefined;
}

/** What `await …` waits for, without parentheses. */
function awaited(expression: unknown): Node | undefined {
  if (!isNode(expression)) return undefined;
  if (expression.type === "ParenthesizedExpression") return awaited(expression["expression"]);
  return expression.type === "AwaitExpression" ? partOf(expression, "argument") : undefined;
}

function visit(tree: unknown, look: (node: Node) => void): void {
  if (Array.isArray(tree)) return tree.forEach((part) => visit(part, look));
  if (!isNode(tree)) return;
  look(tree);
  for (const part of Object.values(tree)) visit(part, look);
}

function partOf(node: Node | undefined, part: string): Node | undefined {
  const value = node?.[part];
  return isNode(value) ? value : undefined;
}

function listOf(node: Node | undefined, part: string): readonly Node[] {
  const value = node?.[part];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
