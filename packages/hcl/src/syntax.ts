import type { Range, Source } from "./problem.ts";

// The syntax tree. Every node knows its exact range, without blanks and comments around it.

/** A document: its text and the body at its top. */
export interface Document extends Source {
  readonly body: Body;
}

export interface Body extends Range {
  /** Attributes by their names, in the order of the text. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
}

export interface Attribute extends Range {
  readonly name: string;
  readonly nameRange: Range;
  readonly value: Expression;
}

export interface Block extends Range {
  readonly type: string;
  readonly typeRange: Range;
  readonly labels: readonly Label[];
  readonly body: Body;
}

export interface Label extends Range {
  readonly value: string;
}

export type Expression =
  | Literal
  | Template
  | Tuple
  | ObjectExpression
  | ForExpression
  | Variable
  | Access
  | Call
  | Conditional
  | Unary
  | Binary
  | Parentheses;

/** `null`, `true`, `false` or a number. */
export interface Literal extends Range {
  readonly kind: "literal";
  readonly value: null | boolean | number | bigint;
  /** As it was written: a number may have digits that `value` cannot hold. */
  readonly text: string;
}

/** A text in quotes or a heredoc. Without interpolations it has at most one part, a literal. */
export interface Template extends Range {
  readonly kind: "template";
  readonly form: "quoted" | "heredoc";
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = TemplateText | Interpolation | TemplateIf | TemplateFor;

/** Characters, escapes read and indentation of `<<-` taken away. */
export interface TemplateText extends Range {
  readonly kind: "text";
  readonly value: string;
}

export interface Interpolation extends Range {
  readonly kind: "interpolation";
  readonly value: Expression;
}

export interface TemplateIf extends Range {
  readonly kind: "if";
  readonly condition: Expression;
  readonly yes: readonly TemplatePart[];
  readonly no: readonly TemplatePart[];
}

export interface TemplateFor extends Range {
  readonly kind: "for";
  readonly keyName: string | undefined;
  readonly itemName: string;
  readonly collection: Expression;
  readonly parts: readonly TemplatePart[];
}

export interface Tuple extends Range {
  readonly kind: "tuple";
  readonly items: readonly Expression[];
}

export interface ObjectExpression extends Range {
  readonly kind: "object";
  readonly fields: readonly Field[];
}

export interface Field extends Range {
  /** A bare name stands for itself: `{ a = 1 }` has the literal key `a`. */
  readonly key: string | Expression;
  readonly keyRange: Range;
  readonly value: Expression;
}

/** `[for k, v in c : value if condition]` or `{for k, v in c : key => value... if condition}`. */
export interface ForExpression extends Range {
  readonly kind: "for";
  readonly keyName: string | undefined;
  readonly itemName: string;
  readonly collection: Expression;
  /** Absent: the result is a tuple. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly condition: Expression | undefined;
  /** `...`: values of one key are gathered in a tuple. */
  readonly groups: boolean;
}

export interface Variable extends Range {
  readonly kind: "variable";
  readonly name: string;
}

/** Steps into a value: `a.b[0].*.c` is the base `a` with its steps. */
export interface Access extends Range {
  readonly kind: "access";
  readonly base: Expression;
  readonly steps: readonly [AccessStep, ...AccessStep[]];
}

export type AccessStep = AttributeStep | IndexStep | SplatStep;

/** `.name`; `.0` is an index step. */
export interface AttributeStep extends Range {
  readonly kind: "attribute";
  readonly name: string;
}

/** `[key]` or `.0`. */
export interface IndexStep extends Range {
  readonly kind: "index";
  readonly key: Expression;
}

/** `[*]` or `.*`, with the steps taken into each element. */
export interface SplatStep extends Range {
  readonly kind: "splat";
  readonly each: readonly AccessStep[];
}

export interface Call extends Range {
  readonly kind: "call";
  readonly name: string;
  readonly nameRange: Range;
  readonly args: readonly Expression[];
  /** The last argument is followed by `...`: its elements are the arguments. */
  readonly expands: boolean;
}

export interface Conditional extends Range {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly yes: Expression;
  readonly no: Expression;
}

export interface Unary extends Range {
  readonly kind: "unary";
  readonly operator: "-" | "!";
  readonly operand: Expression;
}

export type BinaryOperator =
  | "||"
  | "&&"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

export interface Binary extends Range {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Parentheses extends Range {
  readonly kind: "parentheses";
  readonly inner: Expression;
}
