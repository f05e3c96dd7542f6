import type { Place } from "./errors.ts";
import type { RenameHint } from "./rename.ts";
import type { Ref, SchemaObject, State } from "./state.ts";

/** A text with the name under which it is reported. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** The value of an input variable before it is converted to the declared type; a repeated flag makes a list. */
export type VariableInput =
  | string
  | number
  | boolean
  | null
  | readonly VariableInput[]
  | { readonly [key: string]: VariableInput };

export interface ReadSchemaOptions {
  /** The state is bound to one schema: the only schema of the texts, whatever its name, is named "". */
  readonly bound: boolean;
  readonly variables: Readonly<Record<string, VariableInput>>;
  /** Told the names of the schemas before anything else is read, so that a wrong scope is refused in its own words. */
  readonly onSchemas?: (names: readonly string[]) => void;
}

/** What schema texts declare, in the form of their author: nothing was asked of a database yet. */
export interface DeclaredSchema {
  /** Names of the schemas, in the order of the texts. */
  readonly schemas: readonly string[];
  /** Fit for making their CREATE statements; a dev database turns them into a state that can be compared. */
  readonly objects: readonly SchemaObject[];
  /** As `State.boundSchema`. */
  readonly boundSchema?: SchemaObject;
  /** What the author says of names: which are new ones of something older. Absent: nothing. */
  readonly renames?: readonly RenameHint[];
  /** Where an object or part is declared. */
  placeOf(ref: Ref): Place | undefined;
}

/** Schemas in HCL: how a dialect's states are written and read. */
export interface SchemaLanguage {
  /**
   * The canonical text of a state: the documented order, aligned, without blank lines.
   *
   * @param boundName - how the schema of a bound state is called in the text. Default: its own name.
   */
  print(state: State, boundName?: string): string;
  /** @throws {AtlasError} `E_HCL` with file, line, column and the next step. */
  read(texts: readonly SourceText[], options: ReadSchemaOptions): DeclaredSchema;
}
