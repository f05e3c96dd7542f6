import { nearest } from "@atlas/core";
import {
  type Document,
  documentScope,
  evaluate,
  type Expression,
  namedScope,
  type ObjectValue,
  problemsError,
  type Range,
  type Scope,
  standardFunctions,
  type Value,
} from "@atlas/hcl";
import type { Subject } from "./subjects.ts";

/** What conditions are asked about. */
export interface At {
  readonly subject: Subject;
  /** What `var` holds: the variables of the files, and the parameters of a predicate. */
  readonly variables: ObjectValue;
  /** As it was before the change. Default: it was not there, or nothing changed. */
  readonly from?: Subject | undefined;
}

/** Whether something holds for an object. */
export type Test = (at: At) => boolean;

/** One rule file while it is read, with those that are read along. */
export class RuleFile {
  readonly document: Document;
  readonly #documents: readonly Document[];
  readonly #scopes = new WeakMap<ObjectValue, Scope>();

  constructor(document: Document, documents: readonly Document[]) {
    this.document = document;
    this.#documents = documents;
  }

  /** What an expression is worth for an object; `value` is what `self` is instead of the object. */
  value(expression: Expression, { subject, variables, from }: At, value?: Value): Value {
    const names = new Map<string, Value>([
      ["self", value === undefined ? subject.self : value],
      ["from", from?.self ?? null],
    ]);
    const scope = namedScope(names, this.#scope(variables));
    return evaluate(expression, { source: this.document, scope, functions: standardFunctions });
  }

  /** @throws {AtlasError} `E_HCL` for a condition that is neither true nor false. */
  condition(expression: Expression, at: At, value?: Value): boolean {
    const found = this.value(expression, at, value);
    if (typeof found === "boolean") return found;
    throw this.problem(
      "a condition is true or false",
      expression,
      "Compare something, such as self.null == false.",
    );
  }

  problem(message: string, range: Range, hint: string): Error {
    return problemsError(this.document, [{ message, range, hint }]);
  }

  /** About a word that nobody knows. */
  unknown(what: string, name: string, range: Range, known: readonly string[]): Error {
    const near = nearest(name, known);
    const all = known.length === 0 ? "There is none." : `It has: ${known.toSorted().join(", ")}.`;
    const hint = near === undefined ? all : `Did you mean ${near}?`;
    return this.problem(`${what} ${JSON.stringify(name)}`, range, hint);
  }

  #scope(variables: ObjectValue): Scope {
    const known = this.#scopes.get(variables);
    if (known) return known;
    const made = documentScope(this.#documents, { variables, functions: standardFunctions });
    this.#scopes.set(variables, made);
    return made;
  }
}
