import { describeRef, refOf, type SchemaLanguage, type SchemaObject, type State } from "@atlas/core";
import type { FunctionTable } from "../call.ts";
import { standardFunctions } from "../functions.ts";
import { printBlocks } from "./print.ts";
import { type Entry, printContext } from "./print-context.ts";
import { readSchema } from "./read-schema.ts";
import type { BlockCodec } from "./reading.ts";

export interface SchemaLanguageOptions {
  /** By the name of the kind whose objects they are. */
  readonly codecs: Readonly<Record<string, BlockCodec<SchemaObject>>>;
  /** Types of blocks in the order of a printed document; others follow, and schemas come last. */
  readonly order: readonly string[];
  /** What expressions may call. Default: the standard functions. */
  readonly functions?: FunctionTable;
}

/** The language of a dialect's schemas, made of how each of its kinds is written. */
export function schemaLanguage(options: SchemaLanguageOptions): SchemaLanguage {
  const { codecs, functions = standardFunctions } = options;
  const byType = new Map(Object.values(codecs).flatMap((codec) => codec.types.map((type) => [type, codec])));
  return {
    print: (state, boundName) => printState(state, boundName, options),
    read: (texts, readOptions) => readSchema(texts, { ...readOptions, codecs: byType, functions }),
  };
}

function printState(
  state: State,
  given: string | undefined,
  { codecs, order }: SchemaLanguageOptions,
): string {
  const { bound } = state.scope;
  const boundName = bound === null ? undefined : (given ?? bound);
  const entries = state.objects.flatMap((object): readonly Entry[] => {
    const codec = codecs[object.kind];
    return codec ? [{ object, codec }] : [];
  });
  const context = printContext(entries, boundName, state.boundSchema);
  // Each block becomes text at once, and is gone before the next is made: a document has many.
  const byType = new Map<string, string[]>(order.map((type) => [type, []]));
  for (const { object, codec } of entries)
    for (const block of codec.print(object, context)) {
      const texts = byType.get(block.type);
      if (texts) texts.push(printBlocks([block]));
      else byType.set(block.type, [printBlocks([block])]);
    }
  const schemas = byType.get("schema") ?? [];
  byType.delete("schema");
  const missing = unwritten(state.objects.filter(({ kind }) => !codecs[kind]));
  const text = [missing, ...[...byType.values()].flat(), ...schemas].join("");
  if (boundName === undefined) return text;
  const schema = state.boundSchema;
  const written = schema && codecs[schema.kind]?.print({ ...schema, name: boundName }, context);
  return text + printBlocks(written ?? [{ type: "schema", labels: [boundName], body: [] }]);
}

/** Objects of kinds that cannot be written yet are at least named: nobody is to believe that the text is all. */
function unwritten(objects: readonly SchemaObject[]): string {
  return objects.map((object) => `# not written in HCL: ${describeRef(refOf(object))}\n`).join("");
}
