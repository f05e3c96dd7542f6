import type { Place, Ref, SchemaObject } from "@atlas/core";
import type { PrintedBlock } from "./printed.ts";

/** A raw SQL expression, `sql("…")`, or a literal of HCL. */
export type SqlOrLiteral =
  | { readonly sql: string }
  /** `text`: a number as it was written, with digits that `literal` may not hold. */
  | { readonly literal: string | number | bigint | boolean; readonly text?: string };

/** What `type = …` says: a name with arguments, raw SQL, or the block of a type of one's own. */
export type TypeExpression =
  /** `varchar(255)`, `enum("a","b")`, `text`. */
  | { readonly name: string; readonly args: readonly (string | number)[]; readonly place: Place }
  | { readonly sql: string; readonly place: Place }
  | { readonly reference: BlockReference; readonly place: Place };

/** A reference that was resolved: labels are replaced by final names. */
export interface BlockReference {
  /** Block type of the outermost block: `table`, `enum`; of `column.id` inside of a table: `table`, the table itself. */
  readonly type: string;
  /** As in a state: "" for the schema that is bound. */
  readonly schema: string;
  readonly name: string;
  /** The block inside: `column` and its name for `table.users.column.id`. */
  readonly part?: { readonly type: string; readonly name: string };
  readonly place: Place;
}

/**
 * One block while its object is read. Each method takes note of the attribute or the blocks it is asked for:
 * what nobody asked for is an error with its place and the nearest known name, told by `done`.
 *
 * A required attribute that is not there, a value of the wrong type, an unknown word or reference throw
 * `AtlasError` `E_HCL` at once, with file, line, column and a next step. `null` is the same as absent.
 */
export interface BlockReader {
  readonly type: string;
  readonly labels: readonly string[];
  /** The attribute `name`, else the last label; "" for a block without either. */
  readonly name: string;
  readonly place: Place;

  text(attribute: string): string | undefined;
  requiredText(attribute: string): string;
  bool(attribute: string): boolean | undefined;
  /** A whole number as its digits: it may exceed 2^53. */
  int(attribute: string): string | undefined;
  texts(attribute: string): readonly string[] | undefined;
  /** A bare word or the same text in quotes; `words` are the only ones, `undefined` allows any. Returned as it is spelled in `words`, letter case aside. */
  word(attribute: string, words?: readonly string[]): string | undefined;
  requiredWord(attribute: string, words?: readonly string[]): string;
  /** A bare word, a text or `sql("…")`, as the text it stands for. */
  wordOrSql(attribute: string): string | undefined;
  /** A list of bare words or texts. */
  words(attribute: string, words?: readonly string[]): readonly string[] | undefined;
  sqlOrLiteral(attribute: string): SqlOrLiteral | undefined;
  /** Text or `sql("…")`, as the SQL it stands for, without white space around it: a heredoc ends with a line break. */
  expression(attribute: string): string | undefined;
  typeExpression(attribute: string): TypeExpression | undefined;
  /** A list of what `typeExpression` takes, such as names of roles and references to them. */
  typeExpressions(attribute: string): readonly TypeExpression[] | undefined;
  /** @param types - block types that may be meant, for the error. Of `column.id` the type is `column`. */
  reference(attribute: string, types: readonly string[]): BlockReference | undefined;
  references(attribute: string, types: readonly string[]): readonly BlockReference[] | undefined;
  /** The schema named by the attribute `schema`, as in a state; `cannot extract schema name for table "t": …`. */
  schema(): string;
  /** Names of attributes that are there and not null. */
  readonly attributeNames: readonly string[];
  has(attribute: string): boolean;
  placeOfAttribute(attribute: string): Place;

  /** The blocks inside of one type, `dynamic` ones written out. */
  blocks(type: string): readonly BlockReader[];
  /** At most one of them. */
  block(type: string): BlockReader | undefined;
  /** Types of the blocks inside that are there. */
  readonly blockTypes: readonly string[];

  /** @throws {AtlasError} `E_HCL` for attributes and blocks that nobody asked for. */
  done(): void;
  /** An error at this block or at one of its attributes. */
  error(message: string, hint: string, attribute?: string): Error;
}

export interface ReadBlockContext {
  /** The state is bound to one schema, which is named "". */
  readonly bound: boolean;
  /** Declared objects whose names occur in an SQL text: functions, types, sequences, tables and views. For `uses` and the order. */
  mentioned(sql: string): readonly Ref[];
  /** Top-level blocks of a type, for what is gathered into another object (policies of a table, say). The same list each time. */
  blocksOf(type: string): readonly BlockReader[];
  /** Remembers where an object or part is declared, for errors of the server. */
  declare(ref: Ref, place: Place): void;
}

export interface PrintBlockContext {
  /** A schema as its block is called: that of a bound state has a name here and none in the state. */
  schemaName(schema: string): string;
  /** `schema.public`. */
  schemaReference(schema: string): string;
  /** The schema itself, for what its objects have from it; `undefined`: nothing is known of it. */
  schemaObject(schema: string): SchemaObject | undefined;
  /** `[name]`, or `[schema, name]` where several schemas have an object of that block type and name. */
  labels(blockType: string, schema: string, name: string): readonly string[];
  /** `table.users.column.id`, `table.other["my users"]`, qualified where the labels are. */
  reference(
    blockType: string,
    schema: string,
    name: string,
    part?: { readonly type: string; readonly name: string },
  ): string;
  /** Whether the state declares such an object, so that a reference to it can be written. */
  isDeclared(blockType: string, schema: string, name: string): boolean;
}

/** How objects of one kind are written as blocks and read from them. */
export interface BlockCodec<O> {
  /** Block types at the top of a document that this codec reads: `["table"]`. Each belongs to one codec. */
  readonly types: readonly string[];
  read(block: BlockReader, context: ReadBlockContext): O | readonly O[];
  /** What references call an object. Default: the first of `types`, and the object's name. */
  handle?(object: O): { readonly type: string; readonly name: string };
  /** Several objects may share a block, and one may need several or none. */
  print(object: O, context: PrintBlockContext): readonly PrintedBlock[];
}
