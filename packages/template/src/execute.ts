import type { AtlasError } from "@atlas/core";
import { CallError, executionError } from "./errors.ts";
import { sprint } from "./fmt.ts";
import { Budget, type Limits } from "./limits.ts";
import {
  type Branch,
  type Call,
  callText,
  commandText,
  type Node,
  type Operand,
  operandText,
  type Pipe,
  pipeText,
} from "./nodes.ts";
import { evaluatePipe, type Scope } from "./evaluate.ts";
import type { Tree } from "./parse.ts";
import { quoteText } from "./quote.ts";
import { isInt, isList, isTrue, kindOf, mapEntries, sizeOfMap, type TemplateFunction } from "./values.ts";

/** What a run needs besides the template and its data. */
export interface Settings {
  readonly functions: ReadonlyMap<string, TemplateFunction>;
  readonly limits: Limits;
  /** A key that a map does not have: nothing, or an error. */
  readonly missingKey: "default" | "error";
}

/** How a list of nodes ended. */
type Outcome = "done" | "break" | "continue";

/**
 * Runs a template.
 *
 * @param data - the value of `.` and `$`.
 * @throws {AtlasError} `E_FORMAT` with the place.
 */
export function execute(tree: Tree, data: unknown, settings: Settings): string {
  return new Execution(tree, settings).run(data);
}

/** One run; also what evaluating its expressions needs of it. */
export class Execution {
  readonly settings: Settings;
  readonly budget: Budget;
  readonly #tree: Tree;
  readonly #output: string[] = [];
  #length = 0;
  #running: string;
  /** What is being looked at, for messages. */
  #at = 0;
  #context: () => string = () => "";

  constructor(tree: Tree, settings: Settings) {
    this.#tree = tree;
    this.settings = settings;
    this.budget = new Budget(settings.limits);
    this.#running = tree.source.name;
  }

  run(data: unknown): string {
    try {
      this.#template(this.#running, data);
      return this.#output.join("");
    } catch (error) {
      if (error instanceof CallError) throw this.fail(error.message, { cause: error });
      throw error;
    }
  }

  /** Remembers what is being looked at. */
  lookAt(node: Operand | { readonly type: "node"; readonly at: number; readonly text: () => string }): void {
    this.#at = node.at;
    this.#context = node.type === "node" ? node.text : () => operandText(node);
  }

  fail(message: string, options: ErrorOptions & { readonly hint?: string } = {}): AtlasError {
    const running = { running: this.#running, context: this.#context(), ...options };
    const source = this.#tree.origins?.get(this.#running) ?? this.#tree.source;
    return executionError(source, this.#at, message, running);
  }

  #template(name: string, data: unknown): void {
    const nodes = this.#tree.definitions.get(name);
    if (!nodes) throw this.fail(`template ${quoteText(name)} not defined`);
    this.#list(nodes, { dot: data, variables: [{ name: "$", value: data }] });
  }

  #write(text: string): void {
    this.#length += text.length;
    this.budget.text(text.length);
    if (this.#length > this.settings.limits.maxLength) this.budget.text(this.#length);
    this.#output.push(text);
  }

  /** Variables that the list declares end with it. */
  #list(nodes: readonly Node[], scope: Scope): Outcome {
    this.budget.enter();
    const inSight = scope.variables.length;
    let outcome: Outcome = "done";
    for (const node of nodes) {
      outcome = this.#node(node, scope);
      if (outcome !== "done") break;
    }
    scope.variables.length = inSight;
    this.budget.leave();
    return outcome;
  }

  #node(node: Node, scope: Scope): Outcome {
    this.budget.work();
    switch (node.type) {
      case "text":
        this.#write(node.text);
        return "done";
      case "action":
        this.#action(node.pipe, scope);
        return "done";
      case "break":
      case "continue":
        return node.type;
      case "template":
        this.#call(node, scope);
        return "done";
      case "if":
      case "with":
      case "range": {
        const inSight = scope.variables.length;
        const outcome = node.type === "range" ? this.#range(node, scope) : this.#ifOrWith(node, scope);
        scope.variables.length = inSight;
        return outcome;
      }
    }
  }

  #action(pipe: Pipe, scope: Scope): void {
    this.#lookAtPipe(pipe);
    const value = evaluatePipe(this, pipe, scope);
    if (pipe.variables.length > 0) return;
    this.#lookAtPipe(pipe);
    if (kindOf(value) === "func") throw this.fail(`can't print ${pipeText(pipe)} of type func`);
    this.#write(value === undefined || value === null ? "<no value>" : sprint([value]));
  }

  #lookAtPipe(pipe: Pipe): void {
    this.lookAt({ type: "node", at: pipe.at, text: () => pipeText(pipe) });
  }

  #call(call: Call, scope: Scope): void {
    this.lookAt({ type: "node", at: call.at, text: () => callText(call) });
    if (!this.#tree.definitions.has(call.name))
      throw this.fail(`template ${quoteText(call.name)} not defined`);
    const data = call.pipe && evaluatePipe(this, call.pipe, scope);
    const caller = this.#running;
    this.#running = call.name;
    this.#template(call.name, data);
    this.#running = caller;
  }

  #ifOrWith(node: Branch, scope: Scope): Outcome {
    const value = evaluatePipe(this, node.pipe, scope);
    if (!isTrue(value)) return this.#list(node.otherwise, scope);
    return this.#list(node.body, node.type === "with" ? { ...scope, dot: value } : scope);
  }

  #range(node: Branch, scope: Scope): Outcome {
    const value = evaluatePipe(this, node.pipe, scope);
    const { variables, assigns } = node.pipe;
    const inSight = scope.variables.length;
    let isEmpty = true;
    for (const [index, element] of this.#elements(node, value)) {
      this.budget.work();
      isEmpty = false;
      const values = variables.length > 1 ? [index, element] : [element];
      for (const [position, name] of variables.entries()) {
        // Declared variables are the last ones in sight, in their order.
        const variable = assigns
          ? scope.variables.findLast((candidate) => candidate.name === name)
          : scope.variables[inSight - variables.length + position];
        if (variable) variable.value = values[position];
      }
      const outcome = this.#list(node.body, { ...scope, dot: element });
      if (outcome === "break") break;
    }
    return isEmpty ? this.#list(node.otherwise, scope) : "done";
  }

  *#elements(node: Branch, value: unknown): Generator<readonly [unknown, unknown]> {
    switch (kindOf(value)) {
      case "nil":
        return;
      case "slice":
        if (isList(value)) yield* value.entries();
        return;
      case "map":
        this.budget.work(sizeOfMap(value));
        yield* mapEntries(value);
        return;
      case "int":
        if (node.pipe.variables.length > 1)
          throw this.#rangeError(node, `can't use ${sprint([value])} to iterate over more than one variable`);
        if (isInt(value)) for (let index = 0; index < value; index++) yield [index, index];
        return;
      default:
        throw this.#rangeError(node, `range can't iterate over ${sprint([value])}`);
    }
  }

  #rangeError({ pipe }: Branch, message: string): AtlasError {
    const text = (): string => pipe.commands.map(commandText).join(" | ");
    this.lookAt({ type: "node", at: pipe.commands[0]?.at ?? pipe.at, text });
    return this.fail(message);
  }
}
