import {
  type Attribute,
  type Block,
  type Expression,
  isKind,
  objectOf,
  type ObjectValue,
  standardFunctions,
  type Value,
  variablesOf,
  variableValues,
} from "@atlas/hcl";
import { readBody } from "./body.ts";
import { kindShapes } from "./kinds.ts";
import type { At, RuleFile, Test } from "./rule-file.ts";

interface Declared {
  readonly kind: string;
  readonly name: string;
  readonly block: Block;
  readonly file: RuleFile;
  test?: Test;
}

/** The predicates of all rule files. One may use another that stands below it, but not itself. */
export class Predicates {
  readonly #declared = new Map<string, Declared>();
  readonly #reading = new Set<Declared>();

  /** @throws {AtlasError} `E_HCL` for one that is malformed or there twice. */
  declare(block: Block, file: RuleFile): void {
    const [kind, name, ...others] = block.labels;
    if (!kind || !name || others.length > 0)
      throw file.problem(
        `a predicate takes a kind and a name, found ${block.labels.length} labels`,
        block.typeRange,
        'Write predicate "table" "has_pk" { … }.',
      );
    if (!(kind.value in kindShapes))
      throw file.unknown("there are no objects of kind", kind.value, kind, Object.keys(kindShapes));
    const key = `${kind.value}.${name.value}`;
    if (this.#declared.has(key))
      throw file.problem(`the predicate ${key} is there a second time`, name, "Keep one of them.");
    this.#declared.set(key, { kind: kind.value, name: name.value, block, file });
  }

  /** Reads those that nothing uses, too, so that what is wrong in them is told. */
  readAll(): void {
    for (const declared of this.#declared.values()) this.#test(declared);
  }

  /** What `predicate = predicate.<kind>.<name>` and `vars = {…}` ask of an object. */
  use(kind: string, reference: Expression, vars: Attribute | undefined, file: RuleFile): Test {
    const declared = this.#find(kind, reference, file);
    const test = this.#test(declared);
    return (at) => test({ ...at, variables: parameters(declared, vars, file, at) });
  }

  #find(kind: string, reference: Expression, file: RuleFile): Declared {
    const path = pathOf(reference);
    if (path?.[0] !== "predicate" || path.length !== 3)
      throw file.problem("this is no predicate", reference, `Write predicate = predicate.${kind}.name.`);
    const [, ofKind = "", name = ""] = path;
    const found = this.#declared.get(`${ofKind}.${name}`);
    if (!found)
      throw file.unknown("there is no predicate", `${ofKind}.${name}`, reference, [...this.#declared.keys()]);
    if (ofKind !== kind)
      throw file.problem(
        `the predicate is about a ${ofKind}, and this is a ${kind}`,
        reference,
        `Use a predicate "${kind}" "…".`,
      );
    return found;
  }

  #test(declared: Declared): Test {
    if (declared.test) return declared.test;
    const { kind, name, block, file } = declared;
    if (this.#reading.has(declared))
      throw file.problem(
        `the predicate ${kind}.${name} uses itself`,
        block.typeRange,
        "Let one of the circle say its conditions itself.",
      );
    this.#reading.add(declared);
    const test = readBody(kind, block.body, { file, predicates: this }, ["variable"]);
    this.#reading.delete(declared);
    declared.test = test;
    return test;
  }
}

/** What `var` holds inside: the variables of the files, and what this use gives or the predicate presets. */
function parameters(
  { block, file }: Declared,
  vars: Attribute | undefined,
  user: RuleFile,
  at: At,
): ObjectValue {
  const given = vars ? givenOf(user.value(vars.value, at), vars, user) : new Map<string, Value>();
  const declarations = variablesOf([{ ...file.document, body: block.body }]);
  const names = declarations.map(({ name }) => name);
  for (const name of given.keys())
    if (vars && !names.includes(name))
      throw user.unknown("the predicate has no variable", name, vars.value, names);
  const missing = declarations.find(
    (declaration) => !given.has(declaration.name) && !declaration.block.body.attributes.has("default"),
  );
  if (missing)
    throw file.problem(
      `the predicate needs a value of ${JSON.stringify(missing.name)}`,
      missing.block.typeRange,
      `Give it where the predicate is used: vars = { ${missing.name} = … }, or declare a default.`,
    );
  if (declarations.length === 0) return at.variables;
  const own = variableValues(declarations, given, standardFunctions);
  return objectOf([...at.variables.fields, ...own.fields]);
}

function givenOf(value: Value, { value: range }: Attribute, file: RuleFile): ReadonlyMap<string, Value> {
  if (isKind(value, "object")) return value.fields;
  throw file.problem("vars is a map", range, "Write vars = { name = value }.");
}

/** `predicate.table.x` as its names; `predicate.table["x"]` is the same. */
function pathOf(expression: Expression): readonly string[] | undefined {
  if (expression.kind !== "access" || expression.base.kind !== "variable") return undefined;
  const names = expression.steps.map((step) => {
    if (step.kind === "attribute") return step.name;
    if (step.kind !== "index" || step.key.kind !== "template") return undefined;
    const [part] = step.key.parts;
    return part?.kind === "text" ? part.value : undefined;
  });
  return names.every((name) => name !== undefined) ? [expression.base.name, ...names] : undefined;
}
