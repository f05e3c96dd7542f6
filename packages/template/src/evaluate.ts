import { CallError } from "./errors.ts";
import type { Execution } from "./execute.ts";
import { type Command, commandText, type Operand, operandText, type Pipe } from "./nodes.ts";
import { quoteText } from "./quote.ts";
import {
  isInt,
  isTrue,
  kindOf,
  mapMember,
  type Parameter,
  Struct,
  type TemplateFunction,
  typeName,
} from "./values.ts";

export interface Scope {
  readonly dot: unknown;
  /** Innermost last. */
  readonly variables: { readonly name: string; value: unknown }[];
}

/** Stands for the result of the command before where there is none. */
const missing = Symbol("missing");

/** Evaluates a pipeline and gives its result to the variables it names. */
export function evaluatePipe(run: Execution, pipe: Pipe, scope: Scope): unknown {
  run.budget.enter();
  run.lookAt(pipe);
  let value: unknown = missing;
  for (const command of pipe.commands) value = evaluateCommand(run, command, value, scope) ?? undefined;
  for (const name of pipe.variables) {
    const variable = pipe.assigns && scope.variables.findLast((candidate) => candidate.name === name);
    if (variable) variable.value = value;
    else if (pipe.assigns) throw run.fail(`undefined variable: ${name}`);
    else scope.variables.push({ name, value });
  }
  run.budget.leave();
  return value;
}

function evaluateCommand(run: Execution, command: Command, final: unknown, scope: Scope): unknown {
  const { operands } = command;
  const [first, ...args] = operands;
  run.budget.work(operands.length);
  switch (first.type) {
    case "field":
    case "chain":
      return evaluateMember(run, first, { args, final, scope });
    case "variable":
      if (first.names.length > 0) return evaluateMember(run, first, { args, final, scope });
      break;
    case "identifier":
      return callByName(run, first.name, { context: command, args, final, scope, node: first });
    default:
      break;
  }
  run.lookAt(first);
  if (args.length > 0 || final !== missing)
    throw run.fail(`can't give argument to non-function ${operandText(first)}`);
  if (first.type === "nil") throw run.fail("nil is not a command");
  return evaluateOperand(run, first, scope);
}

/** The value of an operand by itself. */
function evaluateOperand(run: Execution, operand: Operand, scope: Scope): unknown {
  switch (operand.type) {
    case "dot":
      return scope.dot;
    case "nil":
      return null;
    case "bool":
    case "number":
    case "string":
      return operand.value;
    case "variable":
      if (operand.names.length === 0) return variableValue(run, operand.name, scope);
      return evaluateMember(run, operand, { args: [], final: missing, scope });
    case "field":
    case "chain":
      return evaluateMember(run, operand, { args: [], final: missing, scope });
    case "identifier":
      return callByName(run, operand.name, {
        context: { at: operand.at, operands: [operand] },
        args: [],
        final: missing,
        scope,
        node: operand,
      });
    case "pipe":
      return evaluatePipe(run, operand, scope);
  }
}

function variableValue(run: Execution, name: string, scope: Scope): unknown {
  const variable = scope.variables.findLast((candidate) => candidate.name === name);
  if (!variable) throw run.fail(`undefined variable: ${name}`);
  return variable.value;
}

/** The arguments of a call as they are written, and the result of the command before it. */
interface Arguments {
  readonly args: readonly Operand[];
  readonly final: unknown;
  readonly scope: Scope;
}

type MemberNode = Extract<Operand, { readonly names: readonly string[] }>;

const noArguments = (scope: Scope): Arguments => ({ args: [], final: missing, scope });

/** `.A.B` of the dot, of a variable or of what stands in parentheses; only the last takes the arguments. */
function evaluateMember(run: Execution, node: MemberNode, call: Arguments): unknown {
  run.lookAt(node);
  let receiver: unknown;
  if (node.type === "field") receiver = call.scope.dot;
  else if (node.type === "variable") receiver = variableValue(run, node.name, call.scope);
  else receiver = evaluateOperand(run, node.base, call.scope);
  for (const [index, name] of node.names.entries()) {
    const isLast = index === node.names.length - 1;
    receiver = memberOf(run, receiver, name, node, isLast ? call : noArguments(call.scope));
  }
  return receiver;
}

function memberOf(
  run: Execution,
  receiver: unknown,
  name: string,
  node: MemberNode,
  call: Arguments,
): unknown {
  run.lookAt(node);
  if (receiver === undefined) {
    if (run.settings.missingKey === "error") throw run.fail(`nil data; no entry for key ${quoteText(name)}`);
    return undefined;
  }
  if (receiver === null) throw run.fail(`nil pointer evaluating interface {}.${name}`);
  const hasArguments = call.args.length > 0 || call.final !== missing;
  if (receiver instanceof Struct) {
    const method = Object.hasOwn(receiver.methods, name) ? receiver.methods[name] : undefined;
    if (method) return callFunction(run, name, method, { ...call, context: node });
    if (Object.hasOwn(receiver.fields, name)) {
      if (hasArguments) throw run.fail(`${name} has arguments but cannot be invoked as function`);
      return receiver.fields[name];
    }
  } else if (kindOf(receiver) === "map") {
    if (hasArguments) throw run.fail(`${name} is not a method but has arguments`);
    const value = mapMember(receiver, name);
    if (value === undefined && run.settings.missingKey === "error")
      throw run.fail(`map has no entry for key ${quoteText(name)}`);
    return value;
  }
  const message = `can't evaluate field ${name} in type ${typeName(receiver)}`;
  if (!(receiver instanceof Struct)) throw run.fail(message);
  const members = [...Object.keys(receiver.fields), ...Object.keys(receiver.methods)].toSorted();
  throw run.fail(message, { hint: `Its members: ${members.join(", ")}.` });
}

interface CallSite extends Arguments {
  /** What a message about the call shows. */
  readonly context: Command | MemberNode;
}

function callByName(run: Execution, name: string, site: CallSite & { readonly node: Operand }): unknown {
  run.lookAt(site.node);
  const called = run.settings.functions.get(name);
  if (!called) throw run.fail(`${quoteText(name)} is not a defined function`);
  if (name !== "and" && name !== "or") return callFunction(run, name, called, site);

  assertCount(run, name, called, site);
  let value: unknown;
  for (const arg of site.args) {
    value = evaluateArgument(run, arg, "any", site.scope);
    if (isTrue(value) === (name === "or")) return value;
  }
  return site.final === missing ? value : site.final;
}

function assertCount(run: Execution, name: string, called: TemplateFunction, site: CallSite): void {
  const count = site.args.length + (site.final === missing ? 0 : 1);
  const wanted = called.parameters.length;
  if (called.rest !== undefined ? count >= wanted : count === wanted) return;
  throw run.fail(
    called.rest === undefined
      ? `wrong number of args for ${name}: want ${wanted} got ${count}`
      : `wrong number of args for ${name}: want at least ${wanted} got ${site.args.length}`,
  );
}

function callFunction(run: Execution, name: string, called: TemplateFunction, site: CallSite): unknown {
  assertCount(run, name, called, site);
  const parameterAt = (index: number): Parameter => called.parameters[index] ?? called.rest ?? "any";
  const values = site.args.map((arg, index) => evaluateArgument(run, arg, parameterAt(index), site.scope));
  if (site.final !== missing) values.push(checkedValue(run, site.final, parameterAt(values.length)));

  const { context } = site;
  const text = (): string => ("operands" in context ? commandText(context) : operandText(context));
  run.lookAt({ type: "node", at: context.at, text });
  run.budget.work(10);
  for (const value of values) if (typeof value === "string") run.budget.text(value.length, called.weight);
  const result = callGuarded(run, name, () => called.call(...values));
  if (typeof result === "string") run.budget.text(result.length);
  return result;
}

function callGuarded(run: Execution, name: string, call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (error instanceof CallError)
      throw run.fail(`error calling ${name}: ${error.message}`, { cause: error });
    // V8 has no longer strings.
    if (error instanceof RangeError && error.message === "Invalid string length")
      throw run.fail(`error calling ${name}: the result is too long`, { cause: error });
    throw error;
  }
}

function evaluateArgument(run: Execution, operand: Operand, parameter: Parameter, scope: Scope): unknown {
  run.lookAt(operand);
  switch (operand.type) {
    case "nil":
      if (parameter !== "any") throw run.fail(`cannot assign nil to ${parameter}`);
      return null;
    case "bool":
    case "number":
    case "string":
      if (!fits(operand.value, parameter))
        throw run.fail(
          `expected ${parameter === "int" ? "integer" : parameter}; found ${operandText(operand)}`,
        );
      return operand.value;
    default: {
      const value = evaluateOperand(run, operand, scope);
      run.lookAt(operand);
      return checkedValue(run, value, parameter);
    }
  }
}

function checkedValue(run: Execution, value: unknown, parameter: Parameter): unknown {
  if (fits(value, parameter)) return value;
  if (value === undefined || value === null) throw run.fail(`invalid value; expected ${parameter}`);
  throw run.fail(`wrong type for value; expected ${parameter}; got ${typeName(value)}`);
}

function fits(value: unknown, parameter: Parameter): boolean {
  if (parameter === "any") return true;
  return parameter === "int" ? isInt(value) : typeof value === "string";
}
