import { quoteText } from "./quote.ts";
import type { Float } from "./values.ts";

/** What stands in an action's place in a pipeline: an operand of a command. `at` is an offset in the text. */
export type Operand =
  | { readonly type: "dot"; readonly at: number }
  | { readonly type: "nil"; readonly at: number }
  | { readonly type: "bool"; readonly at: number; readonly value: boolean }
  | {
      readonly type: "number";
      readonly at: number;
      readonly text: string;
      readonly value: number | bigint | Float;
    }
  | { readonly type: "string"; readonly at: number; readonly text: string; readonly value: string }
  | { readonly type: "field"; readonly at: number; readonly names: readonly string[] }
  | {
      readonly type: "variable";
      readonly at: number;
      readonly name: string;
      readonly names: readonly string[];
    }
  | { readonly type: "chain"; readonly at: number; readonly base: Operand; readonly names: readonly string[] }
  | { readonly type: "identifier"; readonly at: number; readonly name: string }
  | Pipe;

/** Commands, each of which gets the result of the one before as its last argument. */
export interface Pipe {
  readonly type: "pipe";
  readonly at: number;
  /** Variables that take the result. */
  readonly variables: readonly string[];
  /** They exist already: `=` instead of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export interface Command {
  readonly at: number;
  /** What is called or evaluated, then its arguments. */
  readonly operands: readonly [Operand, ...Operand[]];
}

export type Node =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "action"; readonly pipe: Pipe }
  | Branch
  | { readonly type: "break" | "continue"; readonly at: number }
  | Call;

export interface Branch {
  readonly type: "if" | "range" | "with";
  readonly at: number;
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

/** `{{template}}`, and what `{{block}}` leaves in its place. */
export interface Call {
  readonly type: "template";
  readonly at: number;
  readonly name: string;
  readonly pipe: Pipe | undefined;
}

/** An operand as a template writes it, for messages. */
export function operandText(operand: Operand): string {
  switch (operand.type) {
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "bool":
      return String(operand.value);
    case "number":
    case "string":
      return operand.text;
    case "field":
      return dotted(operand.names);
    case "variable":
      return operand.name + dotted(operand.names);
    case "chain":
      return `${operand.base.type === "pipe" ? `(${pipeText(operand.base)})` : operandText(operand.base)}${dotted(operand.names)}`;
    case "identifier":
      return operand.name;
    case "pipe":
      return pipeText(operand);
  }
}

export function pipeText(pipe: Pipe): string {
  const variables = pipe.variables.join(", ");
  const head = variables === "" ? "" : `${variables} ${pipe.assigns ? "=" : ":="} `;
  return head + pipe.commands.map(commandText).join(" | ");
}

export function commandText({ operands }: Command): string {
  return operands
    .map((operand) => (operand.type === "pipe" ? `(${pipeText(operand)})` : operandText(operand)))
    .join(" ");
}

export function callText(call: Call): string {
  return `{{template ${quoteText(call.name)}${call.pipe ? ` ${pipeText(call.pipe)}` : ""}}}`;
}

function dotted(names: readonly string[]): string {
  return names.map((name) => `.${name}`).join("");
}
