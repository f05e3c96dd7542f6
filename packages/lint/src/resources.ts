/** Something that a pattern may name. */
export interface Resource {
  /** Empty: it lies in none, or in the one that a connection is bound to. */
  readonly schema: string;
  readonly kind: string;
  readonly name: string;
}

/**
 * What a pattern such as `public.*[type=table|view]`, `inventory.*` or `*` names. One without a dot names objects of
 * any schema, and schemas. A selector `[type=…]` stands at the end.
 */
export function compileResource(pattern: string): (resource: Resource) => boolean {
  const [, path = pattern, list] = /^(.*?)(?:\[\s*type\s*=([^\]]*)\])?$/s.exec(pattern.trim()) ?? [];
  const types = list?.split("|").map((type) => type.trim().toLowerCase());
  const dot = path.indexOf(".");
  const [schema, name] = dot < 0 ? [undefined, path] : [path.slice(0, dot), path.slice(dot + 1)];
  const [isSchema, isName] = [globOf(schema ?? "*"), globOf(name)];
  return (resource) => {
    if (types && !types.includes(resource.kind)) return false;
    // A schema goes with all that lies in it.
    if (resource.kind === "schema" && schema !== undefined)
      return isSchema.test(resource.name) && (name === "*" || types !== undefined);
    // What lies in the bound schema has no other.
    return isName.test(resource.name) && (resource.schema === "" || isSchema.test(resource.schema));
  };
}

function globOf(glob: string): RegExp {
  const source = Array.from(glob, (char) =>
    char === "*" ? ".*" : char === "?" ? "." : RegExp.escape(char),
  ).join("");
  return new RegExp(`^${source}$`, "su");
}
