import type { VariableInput } from "@atlas/core";
import {
  type Attribute,
  type Block,
  type Expression,
  objectOf,
  type ObjectValue,
  parse,
  type Source,
  standardFunctions,
  type Value,
  variablesOf,
  variableValues,
} from "@atlas/hcl";
import { readBody, type Reading } from "./body.ts";
import { kindShapes } from "./kinds.ts";
import { Predicates } from "./predicates.ts";
import { type At, RuleFile, type Test } from "./rule-file.ts";

export const changeVerbs = ["add", "drop", "modify", "rename"] as const;
export type ChangeVerb = (typeof changeVerbs)[number];

/** What a rule asks of the objects of one kind. */
export interface Target {
  readonly kind: string;
  /** Which of them it is about. */
  readonly matches: Test;
  readonly asserts: readonly Assert[];
  /** About the children of those that match. */
  readonly inner: readonly Target[];
}

export interface Assert {
  readonly holds: Test;
  /** What is said of an object for which it does not. */
  readonly message: (at: At) => string;
}

export interface Rule {
  readonly name: string;
  readonly description: string;
  /** Of a state; empty for a rule about changes. */
  readonly targets: readonly Target[];
  readonly changes: readonly { readonly verb: ChangeVerb; readonly target: Target }[];
}

/** The rules of some files that belong together. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** What `var` holds. */
  readonly variables: ObjectValue;
}

/**
 * Reads rule files.
 *
 * @param sources - with the names under which they are reported.
 * @param vars - values of the variables that they declare.
 * @throws {AtlasError} `E_HCL` with the place of what is not understood.
 */
export function readRules(
  sources: readonly Source[],
  vars: Readonly<Record<string, VariableInput>> = {},
): RuleSet {
  const documents = sources.map(parse);
  const declarations = variablesOf(documents);
  const given = new Map(Object.entries(vars).map(([name, value]) => [name, valueOf(value)]));
  const variables = variableValues(declarations, given, standardFunctions);
  const files = documents.map((document) => new RuleFile(document, documents));
  const predicates = new Predicates();
  for (const file of files)
    for (const block of file.document.body.blocks) {
      if (block.type === "predicate") predicates.declare(block, file);
      else if (!["rule", "variable", "locals"].includes(block.type))
        throw file.unknown("a rule file has no block", block.type, block.typeRange, [
          "rule",
          "predicate",
          "variable",
          "locals",
        ]);
    }
  for (const file of files) {
    const [stray] = file.document.body.attributes.values();
    if (stray) throw file.problem(`nothing is said by ${stray.name} here`, stray.nameRange, "Remove it.");
  }
  predicates.readAll();
  const rules = files.flatMap((file) =>
    file.document.body.blocks
      .filter(({ type }) => type === "rule")
      .map((block) => readRule(block, { file, predicates })),
  );
  return { rules, variables };
}

function readRule(block: Block, reading: Reading): Rule {
  const { file } = reading;
  const [kind, name] = block.labels;
  if (!kind || !name || block.labels.length > 2)
    throw file.problem(
      `a rule takes what it is about and a name, found ${block.labels.length} labels`,
      block.typeRange,
      'Write rule "schema" "name" { … } or rule "migrate" "name" { … }.',
    );
  const described = block.body.attributes.get("description");
  if (!described)
    throw file.problem(
      `the rule ${JSON.stringify(name.value)} has no description`,
      name,
      'Say what it is for: description = "…".',
    );
  for (const { name: other, nameRange } of block.body.attributes.values())
    if (other !== "description") throw file.unknown("a rule has no", other, nameRange, ["description"]);
  const description = textOf(described.value, reading);
  if (block.body.blocks.length === 0)
    throw file.problem("the rule asserts nothing", name, "Write table { assert { … } }.");
  const base = { name: name.value, description };
  if (kind.value === "schema")
    return { ...base, targets: block.body.blocks.map((inner) => readTarget(inner, reading)), changes: [] };
  if (kind.value === "migrate") return { ...base, targets: [], changes: changesOf(block, reading) };
  throw file.unknown("there are no rules about", kind.value, kind, ["schema", "migrate"]);
}

function changesOf(block: Block, reading: Reading): Rule["changes"] {
  return block.body.blocks.flatMap((inner) => {
    const verb = changeVerbs.find((known) => known === inner.type);
    if (!verb) throw reading.file.unknown("there is no change", inner.type, inner.typeRange, changeVerbs);
    return inner.body.blocks.map((target) => ({ verb, target: readTarget(target, reading) }));
  });
}

/** Kinds that have no name of their own beyond what holds them. */
const innerKinds: ReadonlySet<string> = new Set(["part", "index_part", "ref_column", "attr"]);

function readTarget(block: Block, reading: Reading, isTop = true): Target {
  const { file } = reading;
  const kind = block.type;
  if (!(kind in kindShapes))
    throw file.unknown("there are no objects of kind", kind, block.typeRange, Object.keys(kindShapes));
  if (isTop && innerKinds.has(kind))
    throw file.problem(
      `a ${kind} is looked at as a part of something`,
      block.typeRange,
      `Put ${kind} { … } into the block of what it is a part of.`,
    );
  const [stray] = block.body.attributes.values();
  if (stray)
    throw file.problem(
      `${stray.name} stands in neither match nor assert`,
      stray.nameRange,
      "Write match { … } for which objects it is about, and assert { … } for what must hold.",
    );
  const blocks = (type: string): readonly Block[] => block.body.blocks.filter((inner) => inner.type === type);
  const matches = blocks("match").map(({ body }) => readBody(kind, body, reading));
  const asserts = blocks("assert").map((inner) => readAssert(kind, inner, reading));
  const inner = block.body.blocks
    .filter(({ type }) => type !== "match" && type !== "assert")
    .map((child) => {
      const children = kindShapes[kind]?.children ?? [];
      if (children.includes(child.type)) return readTarget(child, reading, false);
      throw file.unknown(`a ${kind} has no`, child.type, child.typeRange, ["match", "assert", ...children]);
    });
  if (asserts.length === 0 && inner.length === 0)
    throw file.problem(`nothing is asserted of the ${kind}`, block.typeRange, "Write assert { … }.");
  return { kind, matches: (at) => matches.every((test) => test(at)), asserts, inner };
}

function readAssert(kind: string, block: Block, reading: Reading): Assert {
  const { file } = reading;
  const message = block.body.attributes.get("message");
  const conditions = [...block.body.attributes.keys()].filter(
    (name) => name !== "message" && name !== "vars",
  );
  if (conditions.length === 0 && block.body.blocks.length === 0)
    throw file.problem("the assert says nothing", block.typeRange, "Write predicate = …, or condition = ….");
  return {
    holds: readBody(kind, block.body, reading, ["message"]),
    message: (at) => (message ? messageText(message, at, reading) : usualMessage(kind, at)),
  };
}

function usualMessage(kind: string, { subject: { path } }: At): string {
  return `${kind} ${JSON.stringify([path.table, path.name].filter(Boolean).join("."))} is against the rule`;
}

function messageText({ value }: Attribute, at: At, { file }: Reading): string {
  const text = file.value(value, at);
  if (typeof text === "string") return text;
  throw file.problem("a message is a text", value, 'Write message = "…".');
}

function textOf(expression: Expression, { file }: Reading): string {
  const [part, ...more] = expression.kind === "template" ? expression.parts : [];
  if (part?.kind === "text" && more.length === 0) return part.value;
  throw file.problem("a description is a plain text", expression, 'Write description = "…".');
}

function valueOf(input: VariableInput): Value {
  if (Array.isArray(input)) return input.map((item: VariableInput) => valueOf(item));
  if (typeof input !== "object" || input === null) return input;
  // Lists were told apart above, which the type of a readonly list does not say.
  const fields = input as Readonly<Record<string, VariableInput>>;
  return objectOf(Object.entries(fields).map(([key, item]) => [key, valueOf(item)]));
}
