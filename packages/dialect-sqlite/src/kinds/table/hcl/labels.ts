import { attribute, type BlockReader, type PrintedAttribute, quoted } from "@atlas/hcl";

/** How a part is called: its label, and its name where the label cannot be it. */
export interface Label {
  readonly labels: readonly string[];
  readonly name: readonly PrintedAttribute[];
}

/**
 * Gives labels to the parts of one type in a table. SQLite takes several constraints of one name, or of one that
 * stands for having none: these get another label and say their name in an attribute.
 *
 * @param reserved - whether a label means something else.
 */
export function labeller(reserved: (label: string) => boolean = () => false): (name: string) => Label {
  const taken = new Set<string>();
  return (name) => {
    let label = name;
    for (let number = 2; reserved(label) || taken.has(label); number++) label = `${name}_${number}`;
    taken.add(label);
    return { labels: [label], name: attribute("name", label === name ? undefined : quoted(name)) };
  };
}

/** The name that a block has; `undefined`: it has neither a label nor the attribute. */
export function nameOf(block: BlockReader): string | undefined {
  return block.labels.length > 0 || block.has("name") ? block.name : undefined;
}

/**
 * Puts parts whose place is known there, and the others around them in their order.
 *
 * @param numbered - parts by their place, from 0; a place beyond the end is the last one.
 */
export function inPlaces<Part>(
  numbered: ReadonlyMap<number, Part>,
  others: readonly Part[],
): readonly Part[] {
  const left = [...others];
  const parts: Part[] = [];
  const places = [...numbered].toSorted(([a], [b]) => a - b);
  for (const [place, part] of places) {
    parts.push(...left.splice(0, Math.max(0, place - parts.length)));
    parts.push(part);
  }
  return [...parts, ...left];
}
