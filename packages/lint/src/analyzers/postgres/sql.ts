/** A name as PostgreSQL takes it, for fixes. */
export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function qualified({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return schema === "" ? ident(name) : `${ident(schema)}.${ident(name)}`;
}
