import { AtlasError, asAtlasError } from "@atlas/core";
import {
  type Block,
  type Body,
  type Document,
  documentScope,
  type Expression,
  type FunctionTable,
  objectOf,
  type ObjectValue,
  placeOf,
  ProblemError,
  problemsError,
  type Range,
  type Resolution,
  type Scope,
  type Value,
} from "@atlas/hcl";
import { type Meaning, SettingsBlock } from "./block.ts";
import { type DataContext, dataSources } from "./data/registry.ts";
import { type DevDefinition, readDevBlock } from "./dev-block.ts";
import type { ProjectHost } from "./host.ts";
import { type Mention, mentionsIn } from "./mentions.ts";
import type { NamedSource } from "./settings.ts";

/** Something that others refer to by name. */
interface Node {
  readonly block?: Block;
  readonly expression?: Expression;
}

const roots: ReadonlySet<string> = new Set(["local", "data", "docker", "dev"]);

export interface DocumentOptions {
  readonly document: Document;
  readonly variables: ObjectValue;
  readonly functions: FunctionTable;
  readonly host: ProjectHost;
  /** Folder of the project file. */
  readonly folder: string;
  /** What `atlas.env` is. */
  readonly envName: string;
}

/**
 * The names of a project file and what they stand for. A data source is asked when something that is needed
 * refers to it, and then once.
 */
export class ProjectDocument {
  readonly #options: DocumentOptions;
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #values = new Map<string, Value>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #devs = new Map<string, DevDefinition>();
  readonly #sources = new Map<string, NamedSource>();
  readonly meaning: Meaning;

  /** @throws {AtlasError} `E_HCL` for blocks that are there twice, and for circles. */
  constructor(options: DocumentOptions) {
    this.#options = options;
    const { document, variables, functions } = options;
    this.#nodes = nodesOf(document);
    this.#refuseCircles();
    const outer: Scope = { resolve: (path, range) => this.#resolve(path, range) };
    this.meaning = { document, functions, scope: documentScope([document], { variables, functions, outer }) };
  }

  /** What the URLs of data sources stand for, of those that were asked. */
  get sources(): ReadonlyMap<string, NamedSource> {
    return this.#sources;
  }

  block(block: Block, scope: Scope = this.meaning.scope): SettingsBlock {
    return new SettingsBlock(block, { ...this.meaning, scope });
  }

  /** Asks all data sources that a body or expression needs, so that it can be computed. */
  async prepare(node: Body | Expression): Promise<void> {
    const reached = new Set<string>();
    const visit = (part: Body | Expression): void => {
      for (const mention of mentionsIn(part, roots))
        for (const key of this.#keysOf(mention)) {
          if (reached.has(key)) continue;
          reached.add(key);
          const expression = this.#nodes.get(key)?.expression;
          if (expression) visit(expression);
        }
    };
    visit(node);
    // Data sources know what they need themselves.
    const outcomes = await Promise.allSettled(
      [...reached].flatMap((key) => {
        const block = this.#nodes.get(key)?.block;
        return block ? [this.#ask(key, block)] : [];
      }),
    );
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  }

  /** The dev databases that a body or expression speaks of, directly or through locals. */
  devsIn(node: Expression): readonly DevDefinition[] {
    const found = new Set<DevDefinition>();
    const seen = new Set<string>();
    const visit = (part: Expression): void => {
      for (const mention of mentionsIn(part, roots))
        for (const key of this.#keysOf(mention)) {
          if (seen.has(key)) continue;
          seen.add(key);
          const dev = this.#devs.get(key);
          if (dev) found.add(dev);
          const expression = this.#nodes.get(key)?.expression;
          if (expression) visit(expression);
        }
    };
    visit(node);
    return [...found];
  }

  #ask(key: string, block: Block): Promise<void> {
    let running = this.#running.get(key);
    if (!running) {
      running = this.#read(key, block);
      this.#running.set(key, running);
    }
    return running;
  }

  async #read(key: string, block: Block): Promise<void> {
    await this.prepare(block.body);
    const settings = this.block(block);
    if (block.type !== "data") {
      const dev = readDevBlock(settings, this.#options.folder);
      this.#devs.set(key, dev);
      this.#values.set(key, objectOf([["url", dev.url]]));
      return;
    }
    const [type = "", name = ""] = settings.labels;
    const source = dataSources.get(type);
    if (!source)
      throw settings.problem(
        `missing data source handler for ${JSON.stringify(type)}`,
        `There are: ${[...dataSources.keys()].toSorted().join(", ")}.`,
      );
    const { host, folder } = this.#options;
    const context: DataContext = {
      name,
      host,
      folder,
      addSource: (url, made) => this.#sources.set(url, made),
    };
    try {
      this.#values.set(key, await source(settings, context));
    } catch (cause) {
      throw withPrefix(asAtlasError(cause), `data.${type}.${name}: `, settings);
    }
  }

  #resolve(path: readonly (string | number)[], range: Range): Resolution | undefined {
    const [root, first, second] = path;
    if (root === "atlas" && first === "env") return { value: this.#options.envName, used: 2 };
    if (root !== "data" && root !== "docker" && root !== "dev") return undefined;
    const key = [root, first, second].join(".");
    const value = this.#values.get(key);
    if (value !== undefined) return { value, used: 3 };
    const known = [...this.#nodes.keys()].filter((name) => name.startsWith(`${root}.`)).toSorted();
    throw new ProblemError(
      `there is no ${first === undefined || second === undefined ? `such ${root} block` : key}`,
      range,
      known.length === 0
        ? `Declare it: ${root} "${String(first ?? "type")}" "${String(second ?? "name")}" { … }.`
        : `Declared are: ${known.join(", ")}.`,
    );
  }

  /** The nodes that a mention means; all of its sort where the name is computed. */
  #keysOf([root = "", first, second]: Mention): readonly string[] {
    const wanted = root === "local" ? [root, first] : [root, first, second];
    if (!wanted.includes(undefined)) return this.#nodes.has(wanted.join(".")) ? [wanted.join(".")] : [];
    const start = `${wanted.filter((part) => part !== undefined).join(".")}.`;
    return [...this.#nodes.keys()].filter((key) => key.startsWith(start));
  }

  #refuseCircles(): void {
    const done = new Set<string>();
    const running = new Set<string>();
    const visit = (key: string): void => {
      if (done.has(key)) return;
      const node = this.#nodes.get(key);
      const part = node?.expression ?? node?.block?.body;
      if (!part) return;
      if (running.has(key))
        throw problemsError(this.#options.document, [
          {
            message: `cyclic reference to ${JSON.stringify(key)}`,
            range: node?.block?.typeRange ?? part,
            hint: "Let one of the circle have a value of its own.",
          },
        ]);
      running.add(key);
      for (const mention of mentionsIn(part, roots)) this.#keysOf(mention).forEach(visit);
      running.delete(key);
      done.add(key);
    };
    for (const key of this.#nodes.keys()) visit(key);
  }
}

/** Everything that can be referred to, by the path that does so. */
function nodesOf(document: Document): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const block of document.body.blocks) {
    if (block.type === "locals")
      for (const { name, value } of block.body.attributes.values())
        nodes.set(`local.${name}`, { expression: value });
    if (block.type !== "data" && block.type !== "docker" && block.type !== "dev") continue;
    if (block.labels.length !== 2)
      throw problemsError(document, [
        {
          message: `${block.type} block ${JSON.stringify(block.type)} must have exactly 2 labels`,
          range: block.typeRange,
          hint: `Write ${block.type} "type" "name" { … }.`,
        },
      ]);
    const key = [block.type, ...block.labels.map(({ value }) => value)].join(".");
    if (nodes.has(key))
      throw problemsError(document, [
        {
          message: `duplicate block ${JSON.stringify(key)}`,
          range: block.typeRange,
          hint: "Keep one of them.",
        },
      ]);
    nodes.set(key, { block });
  }
  return nodes;
}

function withPrefix(error: AtlasError, prefix: string, block: SettingsBlock): AtlasError {
  // What a data source needs of another one is told with that one's name.
  const message = /^data\.[\w-]+\.[^:\s]+: /.test(error.message) ? error.message : prefix + error.message;
  return new AtlasError(error.code === "E_INTERNAL" ? "E_PROJECT" : error.code, message, {
    place: error.place ?? placeOf(block.meaning.document, block.range.start),
    hint: error.hint ?? "Check the attributes of the data source.",
    details: error.details,
    cause: error,
  });
}
