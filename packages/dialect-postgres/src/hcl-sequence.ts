import { attribute, type BlockReader, type PrintedAttribute, quoted } from "@atlas/hcl";
import type { OwnedSequence } from "./kinds/table/model.ts";
import { defaultSequence } from "./kinds/table/sequences.ts";

type Settings = Omit<OwnedSequence, "sequence" | "type">;

/**
 * What is not the default of a sequence of this type: `start`, `increment`, `min_value`, `max_value`, `cache`,
 * `cycle`. A sequence that says nothing of its start begins at its lower bound, or at the upper one when it
 * descends.
 */
export function printSequence(type: string, settings: Settings): readonly PrintedAttribute[] {
  const standard = defaultSequence("", type, settings.increment);
  const unless = (name: string, value: string, usual: string): readonly PrintedAttribute[] =>
    attribute(name, value === usual ? undefined : value);
  return [
    ...unless("start", settings.start, firstOf(settings)),
    ...unless("increment", settings.increment, "1"),
    ...unless("min_value", settings.min, standard.min),
    ...unless("max_value", settings.max, standard.max),
    ...unless("cache", settings.cache, "1"),
    ...unless("cycle", String(settings.cycle), "false"),
  ];
}

export function readSequence(block: BlockReader, type: string): Settings {
  const increment = block.int("increment") ?? "1";
  const standard = defaultSequence("", type, increment);
  const min = block.int("min_value") ?? standard.min;
  const max = block.int("max_value") ?? standard.max;
  return {
    start: block.int("start") ?? firstOf({ increment, min, max }),
    increment,
    min,
    max,
    cache: block.int("cache") ?? "1",
    cycle: block.bool("cycle") ?? false,
  };
}

/** The name of a sequence below a column and its type, where they are not what the column would get. */
export function printOwned(
  owned: OwnedSequence,
  usual: { readonly sequence: string; readonly type: string },
): readonly PrintedAttribute[] {
  return [
    ...attribute("sequence_name", owned.sequence === usual.sequence ? undefined : quoted(owned.sequence)),
    ...attribute("sequence_type", owned.type === usual.type ? undefined : owned.type),
  ];
}

export function readOwned(
  block: BlockReader | undefined,
  usual: { readonly sequence: string; readonly type: string },
): OwnedSequence {
  if (!block) return defaultSequence(usual.sequence, usual.type);
  const type = block.word("sequence_type", ["smallint", "integer", "bigint"]) ?? usual.type;
  return {
    sequence: block.text("sequence_name") ?? usual.sequence,
    type,
    ...readSequence(block, type),
  };
}

function firstOf({ increment, min, max }: Pick<Settings, "increment" | "min" | "max">): string {
  return increment.startsWith("-") ? max : min;
}
