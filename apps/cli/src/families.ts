import type { Dialect } from "@atlas/core";

interface Family {
  /** URL schemes, and the names of images behind `docker://` and `embedded://`. */
  readonly names: readonly string[];
  readonly load: () => Promise<Dialect>;
}

/** The database families, in the order in which people are told of them. */
export const families: readonly Family[] = [
  {
    names: ["postgres", "postgresql", "postgis", "pgvector"],
    load: async () => (await import("@atlas/dialect-postgres")).postgres,
  },
  {
    names: ["mysql", "maria", "mariadb"],
    load: async () => (await import("@atlas/dialect-mysql")).mysql,
  },
  {
    names: ["sqlite", "sqlite3", "libsql"],
    load: async () => (await import("@atlas/dialect-sqlite")).sqlite,
  },
];

/** Flags behind which stands a project file, which may name any family. */
const projectFlags = /^(?:-c|--config|--env)(?:=|$)/;

/**
 * The families that a command line can mean: each takes time to load, and hardly anybody needs two. All of them where
 * its words do not tell.
 */
export function familiesOf(args: readonly string[]): readonly Family[] {
  if (args.some((arg) => projectFlags.test(arg))) return families;
  const named = args.flatMap((arg) => [...arg.matchAll(/([a-z][a-z0-9+]*):\/\/([^/?#]*)/gi)].map(nameOf));
  const known = named.map((name) =>
    name === "" ? undefined : families.find((family) => family.names.includes(name)),
  );
  const isClear = named.every((name, at) => name === "" || known[at] !== undefined);
  const wanted = families.filter((family) => known.includes(family));
  return isClear && wanted.length > 0 ? wanted : families;
}

/** What a URL says of its family; "": it is of none, as a file is. */
function nameOf([, scheme = "", place = ""]: RegExpExecArray): string {
  const [first = "", second = ""] = scheme.toLowerCase().split("+");
  if (first === "file") return "";
  if (first === "docker" || first === "embedded") return second === "" ? place.toLowerCase() : second;
  return first;
}
