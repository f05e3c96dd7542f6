import { byBytes, type NamedFile } from "../file.ts";
import { type DirectoryFormat, downText, fileWithUndo, type ListedFile, upText } from "./format.ts";

/** `V1.1__users.sql`, `U1.1__users.sql` to take it back, `B2__baseline.sql`, `R__views.sql`. */
export const flyway: DirectoryFormat = {
  name: "flyway",
  isRecursive: true,
  list,
  parse: fileWithUndo,
  render: (plan) => {
    const base = `${plan.version}${plan.name && `__${plan.name}`}.sql`;
    return [
      { name: `V${base}`, text: upText(plan) },
      { name: `U${base}`, text: downText(plan) },
    ];
  },
};

interface FlywayFile extends NamedFile {
  readonly prefix: string;
}

function list(names: readonly string[]): readonly ListedFile[] {
  const files = byBytes(names.flatMap(readName));
  const baseline = files
    .filter(({ prefix }) => prefix === "B")
    .toSorted(byVersion)
    .at(-1);
  const undo = new Map(
    files.filter(({ prefix }) => prefix === "U").map((file) => [key(file.version), file.name]),
  );
  const versioned = files
    .filter((file) => file.prefix === "V" && (!baseline || byVersion(file, baseline) > 0))
    .toSorted(byVersion);
  return [...(baseline ? [baseline] : []), ...versioned, ...files.filter(({ prefix }) => prefix === "R")].map(
    ({ prefix, name, version, description }) => {
      const back = prefix === "V" ? undo.get(key(version)) : undefined;
      return { name, version, description, ...(back !== undefined && { undo: back }) };
    },
  );
}

function readName(name: string): readonly FlywayFile[] {
  const base = name.slice(name.lastIndexOf("/") + 1);
  const isHidden = name.split("/").some((part) => part.startsWith("."));
  if (isHidden || !/^[VBRU].*\.sql$/s.test(base)) return [];
  const rest = base.slice(1).replace(/\.sql$/, "");
  const at = rest.indexOf("__");
  const prefix = base.charAt(0);
  const version = prefix === "R" ? "" : at < 0 ? rest : rest.slice(0, at);
  return [{ prefix, name, version, description: at < 0 ? "" : rest.slice(at + 2) }];
}

/** By the numbers between dots and underscores: 1.10 comes behind 1.9. */
function byVersion(a: NamedFile, b: NamedFile): number {
  const left = partsOf(a.version);
  const right = partsOf(b.version);
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0n) - (right[at] ?? 0n);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return a.version < b.version ? -1 : a.version > b.version ? 1 : 0;
}

function partsOf(version: string): readonly bigint[] {
  return version.split(/[._]/).map((part) => (/^\d{1,100}$/.test(part) ? BigInt(part) : 0n));
}

function key(version: string): string {
  return partsOf(version).join(".");
}
