import { type BlockReader, type PrintedBlock, quoted } from "@atlas/hcl";
import { isPlainNumber } from "./hcl-defaults.ts";
import type { Option } from "./kinds/table/model.ts";

const toast = "toast.";

/** Storage parameters and the like as a block of their own, those of the TOAST table in one inside; none: no block. */
export function printOptions(type: string, options: readonly Option[]): readonly PrintedBlock[] {
  if (options.length === 0) return [];
  const own = options.filter(({ name }) => !name.startsWith(toast));
  const below = options
    .filter(({ name }) => name.startsWith(toast))
    .map(({ name, value }) => ({ name: name.slice(toast.length), value }));
  return [
    {
      type,
      labels: [],
      body: [
        ...own.map(({ name, value }) => ({ name, value: printValue(value) })),
        ...printOptions("toast", below),
      ],
    },
  ];
}

function printValue(value: string): string {
  const isPlain = value === "true" || value === "false" || isPlainNumber(value);
  return isPlain ? value : quoted(value);
}

/** The parameters of a block inside, by name; without the block none. */
export function readOptions(block: BlockReader, type: string): readonly Option[] {
  const inside = block.block(type);
  if (!inside) return [];
  const below = readOptions(inside, "toast").map(({ name, value }) => ({ name: toast + name, value }));
  const own = inside.attributeNames.map((name) => ({ name, value: readValue(inside, name) }));
  return byName([...own, ...below]);
}

export function byName(options: readonly Option[]): readonly Option[] {
  return options.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function readValue(block: BlockReader, name: string): string {
  const value = block.sqlOrLiteral(name);
  if (value === undefined) return "";
  return "sql" in value ? value.sql : (value.text ?? String(value.literal));
}
