import { nearest, AtlasError, type VariableInput } from "@atlas/core";
import {
  type Block,
  type Document,
  forEach,
  isKind,
  isNumber,
  parse,
  problemsError,
  type Scope,
  type Value,
  variablesOf,
  variableValues,
} from "@atlas/hcl";
import { ProjectDocument } from "./document.ts";
import { readEnv } from "./env.ts";
import { projectFunctions, yamlCodecFor } from "./functions.ts";
import { type GlobalSettings, readGlobals } from "./global.ts";
import type { ProjectHost } from "./host.ts";
import { readProjectText } from "./locate.ts";
import { mentionsIn } from "./mentions.ts";
import { checkDeployments, type RolloutGroup, rolloutGroups, type RolloutTarget } from "./rollout.ts";
import type { NamedSource, ProjectEnv } from "./settings.ts";

/** What the command line says of a project file. */
export interface ProjectRequest {
  /** `--config`. Default: `file://atlas.hcl`. */
  readonly config: string | undefined;
  /** `--env`; `undefined`: only what holds for the whole file is read. */
  readonly env: string | undefined;
  /** `--var` by name; one that was repeated is a list. */
  readonly variables: Readonly<Record<string, VariableInput>>;
}

/** A project file, read as far as the request needs it. */
export interface Project {
  /** The file as the user named it. */
  readonly file: string;
  /** The selected environments, in their order; empty: none was asked for. */
  readonly envs: readonly ProjectEnv[];
  readonly globals: GlobalSettings;
  /** Who is worked on together; `undefined`: one environment after the other, until one fails. */
  readonly groups: readonly RolloutGroup[] | undefined;
  /** What `mem://` URLs stand for. */
  readonly sources: ReadonlyMap<string, NamedSource>;
}

/**
 * Reads a project file: variables, locals and data sources, as far as the selected environments need them.
 *
 * @throws {AtlasError} `E_PROJECT`, or `E_HCL` with the place.
 */
export async function loadProject(request: ProjectRequest, host: ProjectHost): Promise<Project> {
  const source = readProjectText(request.config, host);
  const document = parse({ name: source.name, text: source.text });
  checkTop(document);
  const functions = projectFunctions(host, source.folder, await yamlCodecFor(source.text));
  const given = new Map(Object.entries(request.variables).map(([name, value]) => [name, valueOf(value)]));
  const variables = variableValues(variablesOf([document]), given, functions);
  const project = new ProjectDocument({
    document,
    variables,
    functions,
    host,
    folder: source.folder,
    envName: request.env ?? "",
  });
  const globals = await readGlobals(project, document);
  checkDeployments(document, project);
  const found: FoundEnv[] = [];
  if (request.env !== undefined)
    for (const block of await selectEnvs(document, project, request.env))
      found.push(...(await readInstances(block, project, request.env, globals)));
  if (request.env !== undefined && found.length === 0) throw notDefined(document, request.env);
  return {
    file: source.name,
    envs: found.map(({ env }, index) =>
      // Blocks of one name are told apart by their order.
      found.length > 1 && env.instance === undefined ? { ...env, instance: String(index + 1) } : env,
    ),
    globals,
    groups: groupsOf(document, project, found),
    sources: project.sources,
  };
}

interface FoundEnv {
  readonly env: ProjectEnv;
  readonly target: RolloutTarget | undefined;
}

const topBlocks: readonly string[] = [
  "atlas",
  "check",
  "data",
  "deployment",
  "dev",
  "diff",
  "docker",
  "env",
  "format",
  "hook",
  "lint",
  "locals",
  "test",
  "variable",
];

function checkTop(document: Document): void {
  const fail = (message: string, range: Block["typeRange"], hint: string): AtlasError =>
    problemsError(document, [{ message, range, hint }]);
  const [attribute] = document.body.attributes.values();
  if (attribute)
    throw fail(
      `a project file has no attribute ${JSON.stringify(attribute.name)} at its top`,
      attribute.nameRange,
      'Put it into a block, such as locals { … } or env "name" { … }.',
    );
  for (const { type, typeRange, body } of document.body.blocks) {
    if (!topBlocks.includes(type)) {
      const near = nearest(type, topBlocks);
      throw fail(
        `a project file has no block ${JSON.stringify(type)}`,
        typeRange,
        near === undefined ? `It has: ${topBlocks.join(", ")}.` : `Did you mean ${near}?`,
      );
    }
    if (type !== "variable") continue;
    for (const { name, nameRange } of body.attributes.values())
      if (!["type", "default", "description"].includes(name))
        throw fail(
          `the block variable has no attribute ${JSON.stringify(name)}`,
          nameRange,
          "It has: default, description, type.",
        );
    const [inner] = body.blocks;
    if (inner)
      throw fail(
        `the block variable has no block ${JSON.stringify(inner.type)}`,
        inner.typeRange,
        "Remove it.",
      );
  }
}

/** The blocks that `--env` means: those of the name, else those that take any. */
async function selectEnvs(
  document: Document,
  project: ProjectDocument,
  name: string,
): Promise<readonly Block[]> {
  const named: Block[] = [];
  const open: Block[] = [];
  for (const block of document.body.blocks.filter(({ type }) => type === "env")) {
    const settings = project.block(block);
    if (block.labels.length > 1) settings.wantLabels(1);
    const expression = block.body.attributes.get("name")?.value;
    if (block.labels[0]) {
      if (block.labels[0].value === name) named.push(block);
      continue;
    }
    if (!expression)
      throw settings.problem(
        `all envs must have names on file "${document.name}"`,
        'Write env "name" { … }.',
      );
    const isOpen = mentionsIn(expression, new Set(["atlas"])).some(([, second]) => second === "env");
    if (isOpen) open.push(block);
    else {
      await project.prepare(expression);
      if (settings.text("name") === name) named.push(block);
    }
  }
  return named.length > 0 ? named : open;
}

async function readInstances(
  block: Block,
  project: ProjectDocument,
  name: string,
  globals: GlobalSettings,
): Promise<readonly FoundEnv[]> {
  await project.prepare(block.body);
  const { document: source, scope, functions } = project.meaning;
  const dev = block.body.attributes.get("dev")?.value;
  const devs = dev ? project.devsIn(dev) : [];
  return forEach(block, { source, scope, functions }).map(({ scope: inner }, index) => {
    const settings = project.block(block, inner);
    const instance = inner === scope ? undefined : instanceName(inner, index);
    const env = readEnv(settings, { name, instance, globals, devs });
    const [rollout] = settings.blocks("rollout");
    return { env, target: rollout && env.rollout && { block: rollout, deployment: env.rollout.deployment } };
  });
}

/** What tells an instance from the others: its key, the text of a list, or its number. */
function instanceName(scope: Scope, index: number): string {
  const each = scope.resolve(["each"], { start: 0, end: 0 })?.value ?? null;
  const field = (name: string): Value => (isKind(each, "object") ? (each.fields.get(name) ?? null) : null);
  const key = field("key");
  if (typeof key === "string") return key;
  const value = field("value");
  if (typeof value === "string") return value;
  if (isNumber(value)) return String(value);
  const name = isKind(value, "object") ? value.fields.get("name") : undefined;
  return typeof name === "string" ? name : String(index);
}

function groupsOf(
  document: Document,
  project: ProjectDocument,
  found: readonly FoundEnv[],
): readonly RolloutGroup[] | undefined {
  const targets = found.flatMap(({ target }) => (target ? [target] : []));
  if (targets.length === 0) return undefined;
  const without = found.find(({ target }) => !target)?.env;
  if (without)
    throw new AtlasError(
      "E_PROJECT",
      `env ${JSON.stringify(without.name)} is selected with and without a rollout`,
      {
        place: without.place,
        hint: "Let all env blocks of the name have a rollout, or none.",
      },
    );
  return rolloutGroups(document, project, targets);
}

function notDefined(document: Document, name: string): AtlasError {
  const known = document.body.blocks
    .filter(({ type }) => type === "env")
    .flatMap(({ labels }) => labels.map(({ value }) => value));
  const isThere = known.includes(name);
  const near = nearest(name, known);
  return new AtlasError("E_PROJECT", `env "${name}" not defined in config file`, {
    hint: isThere
      ? "Its for_each has no element: look at the list or the query it goes over."
      : near !== undefined
        ? `Did you mean --env ${near}?`
        : known.length > 0
          ? `Defined are: ${[...new Set(known)].toSorted().join(", ")}.`
          : `Define it: env ${JSON.stringify(name)} { … }.`,
    details: { file: document.name },
  });
}

function valueOf(input: VariableInput): Value {
  if (typeof input !== "object" || input === null) return input;
  if (isItems(input)) return input.map(valueOf);
  return {
    kind: "object",
    fields: new Map(Object.entries(input).map(([key, item]) => [key, valueOf(item)])),
  };
}

function isItems(input: VariableInput): input is readonly VariableInput[] {
  return Array.isArray(input);
}
