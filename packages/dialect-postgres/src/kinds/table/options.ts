import type { Option } from "./model.ts";

/** Storage parameters of the catalog, `fillfactor=70`, by name. */
export function options(...lists: readonly (readonly string[] | null)[]): readonly Option[] {
  const all = lists
    .flatMap((list) => list ?? [])
    .map((text) => {
      const at = text.indexOf("=");
      return at < 0 ? { name: text, value: "true" } : { name: text.slice(0, at), value: text.slice(at + 1) };
    });
  return all.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** `fillfactor = 70, autosummarize = true`. A value that is not a plain word or number is quoted. */
export function optionsSql(list: readonly Option[]): string {
  return list.map(({ name, value }) => `${name} = ${optionValue(value)}`).join(", ");
}

function optionValue(value: string): string {
  return /^(?:[a-z_]+|-?\d+(?:\.\d+)?)$/i.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

/** What must be set and reset to come from one list to the other. */
export function optionChanges(
  from: readonly Option[],
  to: readonly Option[],
): { readonly set: readonly Option[]; readonly reset: readonly string[] } {
  const before = new Map(from.map((option) => [option.name, option.value]));
  const after = new Set(to.map((option) => option.name));
  return {
    set: to.filter((option) => before.get(option.name) !== option.value),
    reset: from.filter((option) => !after.has(option.name)).map((option) => option.name),
  };
}
