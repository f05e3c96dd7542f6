import { AtlasError, nearest } from "@atlas/core";
import { callFunction, type FunctionTable } from "./call.ts";
import { ConversionError, toBool, toText } from "./convert.ts";
import { applyBinary, applyUnary } from "./operators.ts";
import { ProblemError, problemsError, type Range, type Source } from "./problem.ts";
import { namedScope } from "./scope.ts";
import { attributeOf, elementOf } from "./steps.ts";
import type {
  Access,
  AccessStep,
  Binary,
  Call,
  Expression,
  ForExpression,
  ObjectExpression,
  TemplatePart,
} from "./syntax.ts";
import {
  elements,
  isKind,
  isList,
  objectOf,
  type PathStep,
  type Scope,
  typeName,
  unknown,
  type Value,
} from "./value.ts";
import { spend, spendText, withWork } from "./work.ts";

export interface EvaluateOptions {
  readonly source: Source;
  readonly scope: Scope;
  readonly functions: FunctionTable;
}

/**
 * What an expression is worth where it stands.
 *
 * @throws {AtlasError} `E_HCL` with the place of what cannot be computed.
 */
export function evaluate(expression: Expression, options: EvaluateOptions): Value {
  try {
    return withWork(() => valueOf(expression, options.scope, options.functions));
  } catch (error) {
    if (error instanceof ProblemError) throw problemsError(options.source, [error]);
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      const message = "the expression refers to others too deeply";
      const hint = "Compute it in fewer steps.";
      throw problemsError(options.source, [{ message, hint, range: expression }]);
    }
    throw error;
  }
}

const tooMuch = "Compute less at once.";

function valueOf(expression: Expression, scope: Scope, functions: FunctionTable): Value {
  at(expression, spend, tooMuch);
  const inner = (part: Expression): Value => valueOf(part, scope, functions);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "parentheses":
      return inner(expression.inner);
    case "template": {
      const [only] = expression.parts;
      // A template of one interpolation is its value, whatever its type.
      if (only?.kind === "interpolation" && expression.parts.length === 1) return inner(only.value);
      return templateText(expression.parts, scope, functions);
    }
    case "tuple":
      return expression.items.map(inner);
    case "object":
      return objectValue(expression, inner);
    case "for":
      return forValue(expression, scope, functions);
    case "variable":
      return resolved([expression.name], expression, scope).value;
    case "access":
      return accessValue(expression, scope, functions);
    case "call":
      return callValue(expression, scope, functions);
    case "conditional": {
      const condition = inner(expression.condition);
      if (isKind(condition, "unknown")) return unknown;
      const isTrue = at(expression.condition, () => toBool(condition), "A condition is true or false.");
      return inner(isTrue ? expression.yes : expression.no);
    }
    case "unary": {
      const operand = inner(expression.operand);
      return at(expression, () => applyUnary(expression.operator, operand), "Check the operand's type.");
    }
    case "binary":
      return binaryValue(expression, inner);
  }
}

/** Runs what knows no places, and gives its errors one. */
function at<T>(range: Range, run: () => T, hint: string): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ConversionError) throw new ProblemError(error.message, range, hint);
    throw error;
  }
}

/** Long chains such as `a + b + …` lean to the left: they are walked, so that they do not fill the stack. */
function binaryValue(expression: Binary, inner: (part: Expression) => Value): Value {
  const chain: Binary[] = [];
  let first: Expression = expression;
  for (; first.kind === "binary"; first = first.left) chain.push(first);
  let value = inner(first);
  for (const link of chain.toReversed()) {
    const left = value;
    value = at(
      link,
      () => applyBinary(link.operator, left, () => inner(link.right)),
      "Check the types of the operands.",
    );
  }
  return value;
}

function resolved(path: readonly PathStep[], range: Range, scope: Scope) {
  const resolution = scope.resolve(path, range);
  if (resolution) return resolution;
  throw new ProblemError(
    `there is nothing named ${JSON.stringify(String(path[0]))} here`,
    range,
    "Put a text into double quotes; variables are var.name, locals local.name, blocks type.name.",
  );
}

function accessValue({ base, steps }: Access, scope: Scope, functions: FunctionTable): Value {
  if (base.kind !== "variable") return walk(valueOf(base, scope, functions), steps, scope, functions);
  const path: PathStep[] = [base.name];
  for (const step of steps) {
    const next = pathStep(step, scope, functions);
    if (next === undefined) break;
    path.push(next);
  }
  const range = { start: base.start, end: steps[path.length - 2]?.end ?? base.end };
  const { value, used } = resolved(path, range, scope);
  return walk(value, steps.slice(used - 1), scope, functions);
}

/** The step as a part of a path; `undefined` for a splat and for a key that is not known. */
function pathStep(step: AccessStep, scope: Scope, functions: FunctionTable): PathStep | undefined {
  if (step.kind === "splat") return undefined;
  if (step.kind === "attribute") return step.name;
  const key = valueOf(step.key, scope, functions);
  return typeof key === "string" || typeof key === "number" ? key : undefined;
}

function walk(from: Value, steps: readonly AccessStep[], scope: Scope, functions: FunctionTable): Value {
  let value = from;
  for (const step of steps) {
    if (isKind(value, "unknown")) return unknown;
    if (step.kind === "splat") {
      const items = isList(value)
        ? value
        : isKind(value, "set")
          ? value.items
          : value === null
            ? []
            : [value];
      value = items.map((item) => walk(item, step.each, scope, functions));
    } else if (isKind(value, "reference")) {
      const next = pathStep(step, scope, functions);
      if (next === undefined)
        throw new ProblemError(
          "a block is found by a name or a number",
          step,
          "Use a text or a number as key.",
        );
      const path = [...value.path, next];
      const { value: found, used } = resolved(path, step, scope);
      value = walk(
        found,
        path.slice(used).map((name) => literalStep(name, step)),
        scope,
        functions,
      );
    } else {
      const holder: Value = value;
      const key = step.kind === "attribute" ? step.name : valueOf(step.key, scope, functions);
      const take = step.kind === "attribute" ? attributeOf : elementOf;
      if (isKind(key, "unknown")) return unknown;
      value = at(step, () => take(holder, key), "Look at what the value holds, or use try(…, default).");
    }
  }
  return value;
}

function literalStep(name: PathStep, { start, end }: Range): AccessStep {
  return { kind: "index", start, end, key: nameLiteral(name, { start, end }) };
}

function nameLiteral(name: PathStep, range: Range): Expression {
  return typeof name === "number"
    ? { kind: "literal", ...range, value: name, text: String(name) }
    : { kind: "template", ...range, form: "quoted", parts: [{ kind: "text", ...range, value: name }] };
}

function objectValue({ fields }: ObjectExpression, inner: (part: Expression) => Value): Value {
  const entries = new Map<string, Value>();
  for (const { key, keyRange, value } of fields) {
    const name = typeof key === "string" ? key : inner(key);
    if (isKind(name, "unknown")) return unknown;
    entries.set(
      at(keyRange, () => toText(name), "A key is a text."),
      inner(value),
    );
  }
  return objectOf(entries);
}

function* loop(
  range: { readonly keyName: string | undefined; readonly itemName: string; readonly collection: Expression },
  collection: Value,
  scope: Scope,
): Generator<Scope> {
  const all = elements(collection);
  if (!all)
    throw new ProblemError(
      `a for loop cannot go over ${typeName(collection)}`,
      range.collection,
      "Loop over a list, a set or an object; tolist(…) and toset(…) convert.",
    );
  for (const [key, item] of all) {
    const names = new Map<string, Value>([[range.itemName, item]]);
    if (range.keyName !== undefined) names.set(range.keyName, key);
    yield namedScope(names, scope);
  }
}

function forValue(expression: ForExpression, scope: Scope, functions: FunctionTable): Value {
  const collection = valueOf(expression.collection, scope, functions);
  if (isKind(collection, "unknown")) return unknown;
  const items: Value[] = [];
  const fields = new Map<string, Value>();
  const groups = new Map<string, Value[]>();
  for (const inside of loop(expression, collection, scope)) {
    if (expression.condition) {
      const { condition } = expression;
      const test = valueOf(condition, inside, functions);
      if (isKind(test, "unknown")) return unknown;
      if (!at(condition, () => toBool(test), "A condition is true or false.")) continue;
    }
    const value = valueOf(expression.value, inside, functions);
    if (!expression.key) items.push(value);
    else {
      const range = expression.key;
      const key = valueOf(range, inside, functions);
      if (isKind(key, "unknown")) return unknown;
      const name = at(range, () => toText(key), "A key is a text.");
      const group = groups.get(name);
      if (expression.groups && group) group.push(value);
      else if (expression.groups) groups.set(name, [value]);
      else if (fields.has(name))
        throw new ProblemError(
          `the key ${JSON.stringify(name)} comes up twice`,
          range,
          "Add ... behind the value to gather the values of one key in a list.",
        );
      else fields.set(name, value);
    }
  }
  if (!expression.key) return items;
  return objectOf(expression.groups ? groups : fields);
}

function callValue(call: Call, scope: Scope, functions: FunctionTable): Value {
  const lazy = call.name === "try" || call.name === "can";
  if (lazy) return tryValue(call, scope, functions);
  const fn = functions.get(call.name);
  const args = argumentsOf(call, scope, functions);
  if (!fn) {
    const value = scope.call?.(call.name, args, call);
    if (value !== undefined) return value;
    const near = nearest(call.name, functions.keys());
    throw new ProblemError(
      `there is no function named ${JSON.stringify(call.name)}`,
      call.nameRange,
      // Mostly a function of SQL, to which any name of ours may be near by chance.
      `Check its spelling${near === undefined ? "" : ` (there is ${near})`}, or put the expression into quotes: sql("…").`,
    );
  }
  if (args.some((arg) => isKind(arg, "unknown"))) return unknown;
  return at(call, () => named(call.name, () => callFunction(fn, args)), "Check the arguments of the call.");
}

function named<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ConversionError) throw new ConversionError(`${name}: ${error.message}`);
    throw error;
  }
}

function argumentsOf(call: Call, scope: Scope, functions: FunctionTable): readonly Value[] {
  const values = call.args.map((arg) => valueOf(arg, scope, functions));
  const last = values.at(-1);
  if (!call.expands || last === undefined) return values;
  const items = isList(last) ? last : isKind(last, "set") ? last.items : undefined;
  if (items) return [...values.slice(0, -1), ...items];
  throw new ProblemError(
    `expected a list before ..., found ${typeName(last)}`,
    call.args.at(-1) ?? call,
    "Expand a list or a set.",
  );
}

/** `try(a, b, …)` is the first that can be computed; `can(a)` says whether it can. */
function tryValue(call: Call, scope: Scope, functions: FunctionTable): Value {
  let failure: unknown;
  for (const arg of call.args) {
    try {
      const value = valueOf(arg, scope, functions);
      return call.name === "try" ? value : true;
    } catch (error) {
      if (!(error instanceof ProblemError) && !(error instanceof AtlasError && error.code === "E_HCL"))
        throw error;
      failure = error;
    }
  }
  if (call.name === "can" && call.args.length === 1) return false;
  if (failure !== undefined && call.name === "try") throw failure;
  throw new ProblemError(`${call.name}: expected an argument`, call, "Give the expression that is tried.");
}

/** The text of a template; `unknown` as soon as one part is not known. */
export function templateText(parts: readonly TemplatePart[], scope: Scope, functions: FunctionTable): Value {
  let text = "";
  for (const part of parts) {
    const value = partValue(part, scope, functions);
    if (isKind(value, "unknown")) return unknown;
    text += at(
      part,
      () => {
        if (value === null) throw new ConversionError("found null in a text");
        const piece = toText(value);
        spendText(piece.length);
        return piece;
      },
      "Only texts, numbers and booleans go into a text; jsonencode(…) takes all others.",
    );
  }
  return text;
}

function partValue(part: TemplatePart, scope: Scope, functions: FunctionTable): Value {
  switch (part.kind) {
    case "text":
      return part.value;
    case "interpolation":
      return valueOf(part.value, scope, functions);
    case "if": {
      const condition = valueOf(part.condition, scope, functions);
      if (isKind(condition, "unknown")) return unknown;
      const isTrue = at(part.condition, () => toBool(condition), "A condition is true or false.");
      return templateText(isTrue ? part.yes : part.no, scope, functions);
    }
    case "for": {
      const collection = valueOf(part.collection, scope, functions);
      if (isKind(collection, "unknown")) return unknown;
      let text = "";
      for (const inside of loop(part, collection, scope)) {
        const value = templateText(part.parts, inside, functions);
        if (typeof value !== "string") return unknown;
        at(part, () => spendText(value.length), tooMuch);
        text += value;
      }
      return text;
    }
  }
}
