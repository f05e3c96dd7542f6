import type { Attribute, Block, Body, Expression, Value } from "@atlas/hcl";
import { kindShapes } from "./kinds.ts";
import { operators } from "./operators.ts";
import type { Predicates } from "./predicates.ts";
import type { RuleFile, Test } from "./rule-file.ts";
import type { Subject } from "./subjects.ts";

/** What bodies are read with. */
export interface Reading {
  readonly file: RuleFile;
  readonly predicates: Predicates;
}

const quantifiers = ["all", "any", "exists", "count"];
const compositions = ["not", "and", "or"];

/**
 * A body of conditions about an object of a kind, all of which must hold.
 *
 * @param passed - attributes and blocks of the body that are not conditions.
 * @throws {AtlasError} `E_HCL` with the place of what no object of the kind has.
 */
export function readBody(kind: string, body: Body, reading: Reading, passed: readonly string[] = []): Test {
  const tests = testsOf(kind, body, reading, passed);
  return (at) => tests.every((test) => test(at));
}

function testsOf(kind: string, body: Body, reading: Reading, passed: readonly string[]): readonly Test[] {
  const { file, predicates } = reading;
  const tests: Test[] = [];
  for (const attribute of body.attributes.values()) {
    if (passed.includes(attribute.name) || attribute.name === "vars") continue;
    if (attribute.name === "condition") tests.push((at) => file.condition(attribute.value, at));
    else if (attribute.name === "predicate")
      tests.push(predicates.use(kind, attribute.value, body.attributes.get("vars"), file));
    else throw notHere(kind, attribute, reading);
  }
  for (const block of body.blocks)
    if (!passed.includes(block.type)) tests.push(readBlock(kind, block, reading));
  return tests;
}

function notHere(kind: string, { name, nameRange }: Attribute, { file }: Reading): Error {
  const shape = kindShapes[kind];
  if (shape?.values.includes(name))
    return file.problem(
      `${name} of a ${kind} is asked for in a block`,
      nameRange,
      `Write ${name} { eq = … }.`,
    );
  return file.unknown(`a ${kind} has no`, name, nameRange, ["condition", "predicate", "vars"]);
}

function readBlock(kind: string, block: Block, reading: Reading): Test {
  const { file } = reading;
  const shape = kindShapes[kind] ?? { values: [], objects: {}, children: ["attr"] };
  if (compositions.includes(block.type)) return composed(kind, block, reading);
  const label = block.labels[0];
  if (block.type === "attr" && label) return attributeTest(block, reading, attrOf(label.value));
  if (label)
    throw file.problem(`the block ${block.type} takes no label`, label, `Write ${block.type} { … }.`);
  if (shape.values.includes(block.type))
    return attributeTest(block, reading, ({ self }) => self.fields.get(block.type) ?? null);
  const held = shape.objects[block.type];
  if (held !== undefined) return objectTest(held, block, reading);
  if (shape.children.includes(block.type)) return childrenTest(block, reading);
  const known = [...shape.values, ...Object.keys(shape.objects), ...shape.children, ...compositions];
  throw file.unknown(`a ${kind} has no`, block.type, block.typeRange, known);
}

function composed(kind: string, block: Block, reading: Reading): Test {
  const tests = testsOf(kind, block.body, reading, []);
  if (tests.length === 0)
    throw reading.file.problem(
      `the block ${block.type} says nothing`,
      block.typeRange,
      "Put conditions into it.",
    );
  if (block.type === "or") return (at) => tests.some((test) => test(at));
  if (block.type === "and") return (at) => tests.every((test) => test(at));
  return (at) => !tests.every((test) => test(at));
}

function attrOf(name: string): (subject: Subject) => Value {
  return (subject) =>
    subject
      .children("attr")
      .find(({ path }) => path.name === name)
      ?.self.fields.get("value") ?? null;
}

/** `name { match = "^a" }` */
function attributeTest(block: Block, { file }: Reading, valueOf: (subject: Subject) => Value): Test {
  const [inner] = block.body.blocks;
  if (inner)
    throw file.problem(
      `${block.type} holds no blocks`,
      inner.typeRange,
      `Write ${block.type} { ${Object.keys(operators).slice(0, 2).join(" = … }, or ")} = … }.`,
    );
  const tests = [...block.body.attributes.values()].map((attribute) => comparison(attribute, file));
  if (tests.length === 0)
    throw file.problem(
      `the block ${block.type} compares with nothing`,
      block.typeRange,
      `Use one of: ${Object.keys(operators).join(", ")}.`,
    );
  return (at) => tests.every((test) => test(at, valueOf(at.subject)));
}

type Comparison = (at: Parameters<Test>[0], value: Value) => boolean;

function comparison({ name, nameRange, value: wanted }: Attribute, file: RuleFile): Comparison {
  if (name === "condition") return (at, value) => file.condition(wanted, at, value);
  const operator = operators[name];
  if (!operator)
    throw file.unknown("there is no comparison", name, nameRange, [...Object.keys(operators), "condition"]);
  return (at, value) => told(file, wanted, () => operator(value, file.value(wanted, at)));
}

/** A pattern that is none has a place. */
function told<T>(file: RuleFile, expression: Expression, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ConversionError") throw error;
    throw file.problem(error.message, expression, "Write a regular expression in RE2's syntax.");
  }
}

/** `primary_key { ne = null }`, or conditions about the object that is held; without one they do not hold. */
function objectTest(kind: string, block: Block, reading: Reading): Test {
  const { attributes, blocks } = block.body;
  const compares = [...attributes.keys()].some((name) => name in operators);
  if (compares || (blocks.length === 0 && attributes.has("condition")))
    return attributeTest(block, reading, (subject) => subject.object(block.type)?.self ?? null);
  const test = readBody(kind, block.body, reading);
  return (at) => {
    const held = at.subject.object(block.type);
    return held !== undefined && test({ ...at, subject: held });
  };
}

/** `column { all { … } }` */
function childrenTest(block: Block, reading: Reading): Test {
  const { file } = reading;
  const kind = block.type === "index_part" ? "part" : block.type;
  const [wrong] = block.body.attributes.values();
  if (wrong)
    throw file.problem(
      `${block.type} is asked for by a quantifier`,
      wrong.nameRange,
      `Write ${block.type} { any { … } }, or one of: ${quantifiers.join(", ")}.`,
    );
  const tests = block.body.blocks.map((quantifier): Test => {
    const childKind = kindShapes[kind] ? kind : block.type;
    if (quantifier.type === "count") return countTest(block.type, childKind, quantifier, reading);
    if (!quantifiers.includes(quantifier.type))
      throw file.unknown("there is no quantifier", quantifier.type, quantifier.typeRange, quantifiers);
    const test = readBody(childKind, quantifier.body, reading);
    return (at) => {
      const children = at.subject.children(block.type);
      const holds = (child: Subject): boolean => test({ ...at, subject: child });
      return quantifier.type === "all" ? children.every(holds) : children.some(holds);
    };
  });
  if (tests.length === 0)
    throw file.problem(
      `the block ${block.type} asks for nothing`,
      block.typeRange,
      `Use one of: ${quantifiers.join(", ")}.`,
    );
  return (at) => tests.every((test) => test(at));
}

/** `count { ge = 1 }`; other conditions in it say which ones are counted. */
function countTest(children: string, kind: string, block: Block, reading: Reading): Test {
  const names = Object.keys(operators);
  const comparisons = [...block.body.attributes.values()]
    .filter(({ name }) => names.includes(name))
    .map((attribute) => comparison(attribute, reading.file));
  if (comparisons.length === 0)
    throw reading.file.problem("count compares with nothing", block.typeRange, "Write count { ge = 1 }.");
  const isCounted = readBody(kind, block.body, reading, names);
  return (at) => {
    const count = at.subject
      .children(children)
      .filter((child) => isCounted({ ...at, subject: child })).length;
    return comparisons.every((compare) => compare(at, count));
  };
}
