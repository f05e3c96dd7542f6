import type { Ref, SchemaObject } from "@atlas/core";
import type { NamedType } from "../catalog-text.ts";
import type { Access } from "../privileges.ts";

/** What functions, procedures and aggregates have in common. */
export interface Routine extends SchemaObject {
  readonly kind: "function" | "procedure" | "aggregate";
  /** With its input types, which tell overloads apart: `f(integer, text)`. */
  readonly name: string;
  /** `f`. */
  readonly bareName: string;
  readonly arguments: readonly Argument[];
  readonly comment?: string;
  /** Who may run it. Never compared. */
  readonly access?: Access;
  /** The bare name does not tell which routine is meant. Never compared. */
  readonly isOverloaded: boolean;
  /** What it depends on for the server. Never compared. */
  readonly uses: readonly Ref[];
}

export interface Argument extends NamedType {
  /** `TABLE` is a column of what `RETURNS TABLE` lists. */
  readonly mode: "IN" | "OUT" | "INOUT" | "VARIADIC" | "TABLE";
  readonly name?: string;
  readonly default?: string;
}

/** What a function or procedure runs. */
export type Body =
  /** A string in its language. */
  | { readonly form: "text"; readonly text: string }
  /** `BEGIN ATOMIC … END` or `RETURN …`, understood by the server when it is made (PostgreSQL 14). */
  | { readonly form: "parsed"; readonly text: string }
  /** A function of the server, or of a library. */
  | { readonly form: "symbol"; readonly library?: string; readonly symbol: string };

export type Parallel = "UNSAFE" | "RESTRICTED" | "SAFE";

/** A function or procedure. */
export interface Code extends Routine {
  readonly kind: "function" | "procedure";
  readonly language: string;
  readonly body: Body;
  readonly securityDefiner: boolean;
  /** `search_path` → `public, pg_temp`, as the catalog has it, in its order. */
  readonly settings: readonly Setting[];
  /** Types that are converted on the way in and out. */
  readonly transforms: readonly string[];
}

export interface Setting {
  readonly name: string;
  readonly value: string;
}

export interface Func extends Code {
  readonly kind: "function";
  readonly returns: NamedType;
  /** Any number of rows: `SETOF`, or `TABLE` where arguments have that mode. */
  readonly returnsSet: boolean;
  readonly window: boolean;
  readonly volatility: "VOLATILE" | "STABLE" | "IMMUTABLE";
  /** Returns null at once for null arguments. */
  readonly strict: boolean;
  readonly leakproof: boolean;
  readonly parallel: Parallel;
  /** In units of `cpu_operator_cost`; absent: 1 for C and internal functions, else 100. */
  readonly cost?: number;
  /** Rows that are expected of a set; absent: 1000. */
  readonly rows?: number;
  /** The function that helps the planner, qualified. */
  readonly support?: string;
}

export interface Procedure extends Code {
  readonly kind: "procedure";
}

type Modifies = "READ_ONLY" | "SHAREABLE" | "READ_WRITE";

/** How an aggregate comes from values to a result. Functions are qualified names. */
export interface Transition {
  readonly stateFunction: string;
  readonly stateType: string;
  /** Bytes that a state takes, about; absent: the server guesses. */
  readonly stateSize?: number;
  readonly finalFunction?: string;
  /** The final function gets the arguments, too. */
  readonly finalExtra: boolean;
  /** Absent: `READ_ONLY`, or `READ_WRITE` of an ordered set. */
  readonly finalModifies?: Modifies;
  readonly initialValue?: string;
}

export interface Aggregate extends Routine, Transition {
  readonly kind: "aggregate";
  readonly returns: NamedType;
  /** `ordered`: `WITHIN GROUP`; `hypothetical` does the same for a row that is not there. */
  readonly form: "normal" | "ordered" | "hypothetical";
  /** How many arguments stand before ORDER BY. */
  readonly directArguments: number;
  readonly combineFunction?: string;
  readonly serialFunction?: string;
  readonly deserialFunction?: string;
  /** How it goes on when the window moves. */
  readonly moving?: Transition & { readonly inverseFunction: string };
  /** `<` of `min`: an index gives the answer. As SQL writes it, `OPERATOR(pg_catalog.<)`. */
  readonly sortOperator?: string;
  readonly parallel: Parallel;
}

export const isInput = ({ mode }: Argument): boolean => mode !== "OUT" && mode !== "TABLE";
