import {
  nearest,
  AtlasError,
  type DeclaredSchema,
  type Place,
  type ReadSchemaOptions,
  refKey,
  refOf,
  type RenameHint,
  type SchemaObject,
  type SourceText,
  type VariableInput,
} from "@atlas/core";
import type { FunctionTable } from "../call.ts";
import { documentScope } from "../document-scope.ts";
import { parse } from "../parse.ts";
import { problemsError } from "../problem.ts";
import type { Block, Document } from "../syntax.ts";
import { objectOf, type Value } from "../value.ts";
import { variablesOf, variableValues } from "../variables.ts";
import { DocumentBlockReader } from "./block-reader.ts";
import { LineIndex } from "./line-index.ts";
import { Mentions } from "./mentioned-objects.ts";
import { Names, type ReadingContext } from "./names.ts";
import { duplicateMessage } from "./reader-errors.ts";
import { renameHintsOf } from "./rename-hints.ts";
import type { BlockCodec, ReadBlockContext } from "./reading.ts";
import { type File, inFile, type TopBlock, TopBlocks } from "./top-blocks.ts";

export interface ReadOptions extends ReadSchemaOptions {
  /** By the types of their blocks. */
  readonly codecs: ReadonlyMap<string, BlockCodec<SchemaObject>>;
  readonly functions: FunctionTable;
}

/** Blocks that say how the others are read. */
const settingTypes = ["variable", "locals"];

/** Blocks of a project file: a file with one of them was meant for something else. */
const projectTypes = ["env", "atlas"];

/** What files declare together. */
export function readSchema(texts: readonly SourceText[], options: ReadOptions): DeclaredSchema {
  const documents = texts.map(parse);
  const { functions } = options;
  const given = new Map(Object.entries(options.variables).map(([name, input]) => [name, valueOf(input)]));
  const variables = variableValues(variablesOf(documents), given, functions);
  const blocks = new TopBlocks(functions, ["schema", ...options.codecs.keys()]);
  const names = new Names(blocks, options.bound);
  const scope = documentScope(documents, { variables, functions, outer: names.top });
  gather(documents, options, (file, block) => blocks.add(file, block, scope));

  const context: ReadingContext = { blocks, names, isBound: options.bound };
  const schemas = blocks.ofType("schema").map((top) => inFile(top.file, () => names.finalName(top)));
  options.onSchemas?.(schemas);
  if (options.bound && schemas.length !== 1) throw notOneSchema(texts, schemas.length);
  return new SchemaReading(context, options).read(schemas);
}

/** Hands over the blocks that declare something: those with `for_each` last, as it may speak of the others. */
function gather(
  documents: readonly Document[],
  options: ReadOptions,
  add: (file: File, block: Block) => void,
): void {
  const copied: (readonly [File, Block])[] = [];
  for (const document of documents) {
    const [attribute] = document.body.attributes.values();
    const isProject = document.body.blocks.some(({ type }) => projectTypes.includes(type));
    if (isProject) throw projectFile(document.name);
    if (attribute)
      throw problemsError(document, [
        {
          message: `unexpected attribute ${JSON.stringify(attribute.name)} outside of any block`,
          range: attribute.nameRange,
          hint: `Put it into a block, such as locals { ${attribute.name} = … }.`,
        },
      ]);
    const file = { document, lines: new LineIndex(document) };
    for (const block of document.body.blocks) {
      if (settingTypes.includes(block.type)) continue;
      if (block.type !== "schema" && !options.codecs.has(block.type))
        throw unknownBlock(document, block, options);
      if (block.body.attributes.has("for_each")) copied.push([file, block]);
      else add(file, block);
    }
  }
  for (const [file, block] of copied) add(file, block);
}

/** Reads the objects of all blocks, and looks after what can be said of them only together. */
class SchemaReading {
  readonly #context: ReadingContext;
  readonly #options: ReadOptions;
  readonly #readers = new Map<number, DocumentBlockReader>();
  readonly #ofType = new Map<string, readonly DocumentBlockReader[]>();
  readonly #places = new Map<string, Place>();
  readonly #mentions: Mentions;

  constructor(context: ReadingContext, options: ReadOptions) {
    this.#context = context;
    this.#options = options;
    this.#mentions = new Mentions(context);
  }

  read(schemas: readonly string[]): DeclaredSchema {
    const tops = this.#context.blocks.all;
    const objects = tops.map((top) => this.#objectsOf(top));
    // Texts that speak of other objects are read again once all are known: a function's name has its parameters.
    this.#mentions.complete(objects);
    for (const id of this.#mentions.incomplete) {
      const top = tops[id];
      if (top) objects[id] = this.#objectsOf(top);
    }
    const renames = this.#renames();
    for (const top of tops) this.#readerOf(top).done();
    const all = objects.flat();
    this.#refuseDuplicates(objects);
    const boundSchema = this.#options.bound ? all.find(({ kind }) => kind === "schema") : undefined;
    const places = this.#places;
    return {
      schemas,
      objects: this.#options.bound ? all.filter(({ kind }) => kind !== "schema") : all,
      ...(boundSchema && { boundSchema }),
      ...(renames.length > 0 && { renames }),
      placeOf: (ref) =>
        places.get(refKey(ref)) ??
        (ref.table === undefined
          ? undefined
          : places.get(refKey({ kind: "table", schema: ref.schema, name: ref.table }))),
    };
  }

  /** Most texts say nothing of former names, and then no block is asked. */
  #renames(): readonly RenameHint[] {
    // Each file is searched once, however many tables it has.
    const said = new Map<File, boolean>();
    const isSaid = ({ file }: TopBlock): boolean => {
      let answer = said.get(file);
      if (answer === undefined) said.set(file, (answer = file.document.text.includes("renamed_from")));
      return answer;
    };
    return this.#context.blocks
      .ofType("table")
      .flatMap((top) => (isSaid(top) ? inFile(top.file, () => renameHintsOf(this.#readerOf(top))) : []));
  }

  #objectsOf(top: TopBlock): readonly SchemaObject[] {
    const reader = this.#readerOf(top);
    const codec = this.#options.codecs.get(top.block.type);
    if (!codec) {
      // A schema that is the only one there can be: it is no object.
      reader.text("comment");
      return [];
    }
    const read = inFile(top.file, () => codec.read(reader, this.#contextOf(top)));
    const objects = isObjects(read) ? read : [read];
    for (const object of objects) this.#places.set(refKey(refOf(object)), reader.place);
    return objects;
  }

  #contextOf(top: TopBlock): ReadBlockContext {
    return {
      bound: this.#options.bound,
      mentioned: (sql) => this.#mentions.of(sql, top),
      blocksOf: (type) => this.#readersOf(type),
      declare: (ref, place) => void this.#places.set(refKey(ref), place),
    };
  }

  #readersOf(type: string): readonly DocumentBlockReader[] {
    let readers = this.#ofType.get(type);
    if (!readers) {
      readers = this.#context.blocks.ofType(type).map((top) => this.#readerOf(top));
      this.#ofType.set(type, readers);
    }
    return readers;
  }

  #readerOf(top: TopBlock): DocumentBlockReader {
    let reader = this.#readers.get(top.id);
    if (!reader) this.#readers.set(top.id, (reader = new DocumentBlockReader(top, top, this.#context)));
    return reader;
  }

  #refuseDuplicates(objects: readonly (readonly SchemaObject[])[]): void {
    const seen = new Map<string, DocumentBlockReader>();
    for (const [id, ofBlock] of objects.entries()) {
      const top = this.#context.blocks.all[id];
      if (!top) continue;
      const reader = this.#readerOf(top);
      for (const object of ofBlock) {
        const key = refKey(refOf(object));
        const other = seen.get(key);
        if (other && other !== reader)
          throw reader.error(
            ...duplicateMessage(`${reader.type} ${JSON.stringify(object.name)}`, other.place),
          );
        seen.set(key, reader);
      }
    }
  }
}

function isObjects(read: SchemaObject | readonly SchemaObject[]): read is readonly SchemaObject[] {
  return Array.isArray(read);
}

function valueOf(input: VariableInput): Value {
  if (typeof input !== "object" || input === null) return input;
  if (isInputs(input)) return input.map(valueOf);
  return objectOf(Object.entries(input).map(([key, value]) => [key, valueOf(value)]));
}

function isInputs(input: object): input is readonly VariableInput[] {
  return Array.isArray(input);
}

function unknownBlock(document: Document, block: Block, { codecs }: ReadOptions): Error {
  const near = nearest(block.type, codecs.keys());
  const known = [...new Set(["schema", ...codecs.keys()])].toSorted().join(", ");
  return problemsError(document, [
    {
      message: `unexpected block ${JSON.stringify(block.type)}`,
      range: block.typeRange,
      hint:
        block.type === "data"
          ? "Data sources belong into the project file; hand their values over as input variables."
          : near === undefined
            ? `Known here: ${known}.`
            : `Did you mean ${near}?`,
    },
  ]);
}

/** A project file was given where a schema belongs. */
export function projectFile(path: string): AtlasError {
  return new AtlasError("E_SOURCE", `cannot parse project file ${JSON.stringify(path)} as a schema file`, {
    hint: "Name the files that hold the schema; the project file is given with --config.",
  });
}

function notOneSchema(texts: readonly SourceText[], count: number): AtlasError {
  const files = texts.map(({ name }) => name).join(", ");
  return new AtlasError("E_HCL", `${files}: expecting document to contain a single schema, got ${count}`, {
    hint: 'The database is bound to one schema: declare exactly one, such as schema "main" { }.',
  });
}
