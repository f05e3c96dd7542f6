import { evaluate } from "../evaluate.ts";
import type { BlockInstance } from "../expand.ts";
import type { Expression } from "../syntax.ts";
import { isKind, isList, type Scope, type Value } from "../value.ts";
import type { ReadingContext } from "./names.ts";
import { quickValue } from "./plain-values.ts";
import type { TopBlock } from "./top-blocks.ts";
import { withWords } from "./words.ts";

/** What the expressions in one block are worth. */
export class BlockValues {
  readonly #top: TopBlock;
  readonly #instance: BlockInstance;
  readonly #context: ReadingContext;
  #ownScope: Scope | undefined;
  #wordScope: Scope | undefined;

  constructor(top: TopBlock, instance: BlockInstance, context: ReadingContext) {
    this.#top = top;
    this.#instance = instance;
    this.#context = context;
  }

  of(expression: Expression): Value {
    return evaluate(expression, this.#options(this.#scope));
  }

  /** The same, without a scope where the expression needs none. */
  plain(expression: Expression): Value {
    return quickValue(expression) ?? this.of(expression);
  }

  /** The value of an expression in which bare words stand for themselves. */
  worded(expression: Expression): Value {
    if (expression.kind === "variable") return expression.name;
    return evaluate(expression, this.#options(this.#words));
  }

  isNull(expression: Expression): boolean {
    if (expression.kind === "template" || expression.kind === "tuple" || expression.kind === "variable")
      return false;
    return expression.kind === "literal" ? expression.value === null : this.worded(expression) === null;
  }

  /** The value of a list, whose elements may be bare words. */
  listed(expression: Expression, elements: "values" | "words"): Value {
    return evaluate(expression, this.#options(elements === "words" ? this.#words : this.#scope));
  }

  /** For expressions that stand for blocks inside: of the names around the block. */
  get optionsOutside() {
    return this.#options(this.#instance.scope);
  }

  /** The names known in its attributes. */
  get #scope(): Scope {
    return (this.#ownScope ??= this.#context.names.inside(this.#top, this.#instance.scope));
  }

  get #words(): Scope {
    return (this.#wordScope ??= withWords(this.#scope));
  }

  #options(scope: Scope) {
    return { source: this.#top.file.document, scope, functions: this.#context.blocks.functions };
  }
}

/** The elements of a list or a set; `undefined`: it is neither. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value;
  return isKind(value, "set") ? value.items : undefined;
}
