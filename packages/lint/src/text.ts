/** An identifier as texts of findings show it: in double quotes, with quotes and backslashes escaped. */
export function quoted(name: string): string {
  return `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"`. */
export function quotedList(names: readonly string[]): string {
  const all = names.map(quoted);
  const last = all.pop() ?? "";
  return all.length === 0 ? last : `${all.join(", ")} and ${last}`;
}

/** `${self.table.name}` of a configured message; what is not known stays as it is written. */
export function interpolated(message: string, self: Readonly<Record<string, string>>): string {
  return message.replaceAll(/\$\{\s*self\.([\w.]+)\s*\}/g, (whole, path: string) => self[path] ?? whole);
}

/** `1 table`, `3 tables`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
