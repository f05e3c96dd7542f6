import type { AtlasError } from "@atlas/core";
import {
  type Block,
  compareTexts,
  convert,
  ConversionError,
  type Document,
  evaluate,
  type FunctionTable,
  isNumber,
  objectOf,
  type ObjectValue,
  type Scope,
  type Value,
  variablesOf,
  variableValues,
} from "@atlas/hcl";
import type { SettingsBlock } from "./block.ts";
import type { ProjectDocument } from "./document.ts";

/** Targets that are worked on together. */
export interface RolloutGroup {
  readonly name: string;
  /** Indexes of targets, in the order in which they are started. */
  readonly targets: readonly number[];
  /** How many targets at once. */
  readonly parallel: number;
  readonly onError: "FAIL" | "CONTINUE";
  /** Groups that must have ended without a failure before. */
  readonly dependsOn: readonly string[];
}

/** One target of a rollout: the block `rollout` of its environment. */
export interface RolloutTarget {
  readonly block: SettingsBlock;
  readonly deployment: string;
}

/**
 * Puts targets into the groups of their deployment: each into the first that matches.
 *
 * @throws {AtlasError} `E_HCL` for a target that no group takes, a missing deployment, or groups that wait for each other.
 */
export function rolloutGroups(
  document: Document,
  project: ProjectDocument,
  targets: readonly RolloutTarget[],
): readonly RolloutGroup[] {
  const [first] = targets;
  if (!first) return [];
  const other = targets.find(({ deployment }) => deployment !== first.deployment);
  if (other)
    throw other.block.problem(
      "the environments take part in different deployments",
      "Let them name one.",
      "deployment",
    );
  const block = document.body.blocks.find(
    ({ type, labels }) => type === "deployment" && labels[0]?.value === first.deployment,
  );
  if (!block)
    throw first.block.problem(
      `there is no deployment ${JSON.stringify(first.deployment)}`,
      `Declare it: deployment ${JSON.stringify(first.deployment)} { group "all" { } }.`,
      "deployment",
    );
  const groups = readGroups(project.block(block));
  const declared = declarationsOf(document, block);
  const { functions } = project.meaning;
  const variables = targets.map(({ block: rollout }) => {
    const given = rollout.map("vars") ?? new Map<string, Value>();
    rollout.expression("deployment"); // Read with the environment.
    rollout.done();
    return variableValues(declared, given, functions);
  });
  const members = new Map<string, number[]>(groups.map(({ name }) => [name, []]));
  for (const [index, values] of variables.entries()) {
    const scope = withVariables(values, project.meaning.scope);
    const group = groups.find((candidate) => candidate.matches(scope, functions));
    if (!group)
      throw targets[index]?.block.problem(
        "no group of the deployment matches this environment",
        "Add a group without match: it takes everything that is left.",
      );
    members.get(group.name)?.push(index);
  }
  return groups.map(({ name, parallel, onError, dependsOn, orderOf }) => {
    const keys = new Map(
      (members.get(name) ?? []).map((index) => [
        index,
        orderOf(withVariables(variables[index] ?? objectOf([]), project.meaning.scope), functions),
      ]),
    );
    const ordered = [...keys.keys()].toSorted(
      (a, b) => compareKeys(keys.get(a) ?? [], keys.get(b) ?? []) || a - b,
    );
    return { name, parallel, onError, dependsOn, targets: ordered };
  });
}

/** Checks the deployment blocks that are there, also where no environment uses them. */
export function checkDeployments(document: Document, project: ProjectDocument): void {
  const seen = new Set<string>();
  for (const block of document.body.blocks.filter(({ type }) => type === "deployment")) {
    const settings = project.block(block);
    settings.wantLabels(1);
    const [name = ""] = settings.labels;
    if (seen.has(name))
      throw settings.problem(`duplicate block ${JSON.stringify(`deployment.${name}`)}`, "Keep one of them.");
    seen.add(name);
    declarationsOf(document, block);
    readGroups(settings);
  }
}

interface Group extends Omit<RolloutGroup, "targets"> {
  readonly matches: (scope: Scope, functions: FunctionTable) => boolean;
  readonly orderOf: (scope: Scope, functions: FunctionTable) => readonly Value[];
}

function readGroups(deployment: SettingsBlock): readonly Group[] {
  deployment.blocks("variable");
  const blocks = deployment.blocks("group");
  const groups: Group[] = [];
  for (const block of blocks) {
    block.wantLabels(1);
    const [name = ""] = block.labels;
    if (groups.some((group) => group.name === name))
      throw block.problem(`duplicate block ${JSON.stringify(`group.${name}`)}`, "Keep one of them.");
    groups.push(readGroup(block, name, blocks));
  }
  if (!blocks[0]) throw deployment.problem("a deployment has groups", 'Write group "all" { }.');
  deployment.done();
  refuseCircle(groups, deployment);
  return groups;
}

function readGroup(block: SettingsBlock, name: string, blocks: readonly SettingsBlock[]): Group {
  const match = block.expression("match");
  const order = block.expression("order_by");
  const parallel = block.count("parallel") ?? 1;
  if (parallel === 0) throw block.problem("parallel is one or more", "Correct the number.", "parallel");
  const onError = block.word("on_error", ["FAIL", "CONTINUE"]) ?? "FAIL";
  const dependsOn = groupNames(block, blocks);
  block.done();
  const { document: source } = block.meaning;
  return {
    name,
    parallel,
    onError,
    dependsOn,
    matches: (scope, functions) => {
      if (!match) return true;
      const value = evaluate(match, { source, scope, functions });
      if (typeof value === "boolean") return value;
      throw block.problem("match is true or false", 'Write match = startswith(var.name, "x").', "match");
    },
    orderOf: (scope, functions) => {
      if (!order) return [];
      const value = evaluate(order, { source, scope, functions });
      return Array.isArray(value) ? value : [value];
    },
  };
}

/** `depends_on = [group.canary]`. */
function groupNames(block: SettingsBlock, blocks: readonly SettingsBlock[]): readonly string[] {
  const expression = block.expression("depends_on");
  if (!expression) return [];
  const fail = (message: string): AtlasError =>
    block.problem(message, "Write depends_on = [group.name].", "depends_on");
  if (expression.kind !== "tuple") throw fail("depends_on is a list of groups");
  return expression.items.map((item) => {
    const step =
      item.kind === "access" && item.base.kind === "variable" && item.base.name === "group"
        ? item.steps[0]
        : undefined;
    if (step?.kind !== "attribute") throw fail("depends_on is a list of groups");
    if (!blocks.some(({ labels }) => labels[0] === step.name))
      throw fail(`there is no group ${JSON.stringify(step.name)}`);
    return step.name;
  });
}

function refuseCircle(groups: readonly Group[], deployment: SettingsBlock): void {
  const left = new Map(groups.map(({ name, dependsOn }) => [name, dependsOn]));
  for (let went = true; went;) {
    went = false;
    for (const [name, dependsOn] of left)
      if (dependsOn.every((other) => !left.has(other))) went = left.delete(name);
  }
  const [stuck] = left.keys();
  if (stuck !== undefined)
    throw deployment.problem(
      `cyclic reference to ${JSON.stringify(`group.${stuck}`)}`,
      "Remove one depends_on.",
    );
}

function declarationsOf(document: Document, block: Block) {
  return variablesOf([{ ...document, body: block.body }]);
}

/** Inside a deployment `var` means its own variables. */
function withVariables(values: ObjectValue, outer: Scope): Scope {
  return {
    resolve: ([root, ...rest], range) => {
      if (root === "var") return { value: values, used: 1 };
      return root === undefined ? undefined : outer.resolve([root, ...rest], range);
    },
    call: (name, args, call) => outer.call?.(name, args, call),
  };
}

function compareKeys(a: readonly Value[], b: readonly Value[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at] ?? null;
    if (isNumber(one) && isNumber(other)) {
      if (one !== other) return one < other ? -1 : 1;
      continue;
    }
    const difference = compareTexts(textOf(one), textOf(other));
    if (difference !== 0) return difference;
  }
  return 0;
}

function textOf(value: Value): string {
  try {
    const text = convert(value, { kind: "string" });
    return typeof text === "string" ? text : "";
  } catch (error) {
    if (error instanceof ConversionError) return "";
    throw error;
  }
}
