import { attribute, type BlockCodec, type BlockReader, quoted } from "@atlas/hcl";
import { canonicalType } from "../../types.ts";
import type { Sequence } from "../sequence.ts";
import { printType, readType } from "../type-text.ts";

/** What MariaDB gives to a sequence that says nothing but its type and direction. */
function defaultsOf(type: string, increment: string): Pick<Sequence, "min" | "max"> {
  const [name = "bigint", sign] = type.split(" ");
  const bits = BigInt({ tinyint: 8, smallint: 16, mediumint: 24, int: 32 }[name] ?? 64);
  const isUnsigned = sign === "unsigned";
  // The last value at either end is kept for the end of the sequence.
  const top = (isUnsigned ? 2n ** bits - 1n : 2n ** (bits - 1n) - 1n) - 1n;
  const bottom = isUnsigned ? 1n : -(2n ** (bits - 1n)) + 1n;
  return increment.startsWith("-") ? { min: String(bottom), max: "-1" } : { min: "1", max: String(top) };
}

export const sequenceCodec: BlockCodec<Sequence> = {
  types: ["sequence"],

  print(sequence, context) {
    const { type, start, increment, min, max, cache, cycle, engine, comment } = sequence;
    const usual = defaultsOf(type, increment);
    const number = (name: string, value: string, standard: string) =>
      attribute(name, value === standard ? undefined : value);
    return [
      {
        type: "sequence",
        labels: context.labels("sequence", sequence.schema, sequence.name),
        body: [
          { name: "schema", value: context.schemaReference(sequence.schema) },
          ...attribute("type", type === "bigint" ? undefined : printType(type)),
          ...number("start", start, increment.startsWith("-") ? max : min),
          ...number("increment", increment, "1"),
          ...number("min_value", min, usual.min),
          ...number("max_value", max, usual.max),
          ...number("cache", cache, "1000"),
          ...attribute("cycle", cycle ? "true" : undefined),
          ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
          ...attribute("engine", engine),
        ],
      },
    ];
  },

  read(block: BlockReader) {
    const type = canonicalType(readType(block, "type") ?? "bigint");
    const increment = block.int("increment") ?? "1";
    const usual = defaultsOf(type, increment);
    const min = block.int("min_value") ?? usual.min;
    const max = block.int("max_value") ?? usual.max;
    const engine = block.wordOrSql("engine");
    const comment = block.text("comment");
    return {
      kind: "sequence",
      schema: block.schema(),
      name: block.name,
      type,
      start: block.int("start") ?? (increment.startsWith("-") ? max : min),
      increment,
      min,
      max,
      cache: block.int("cache") ?? "1000",
      cycle: block.bool("cycle") ?? false,
      ...(engine !== undefined && { engine }),
      ...(comment && { comment }),
    };
  },
};
